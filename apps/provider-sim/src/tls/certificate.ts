import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import * as der from './der.js';

const ECDSA_SHA256 = der.sequence(der.oid('1.2.840.10045.4.3.2'));
const DAY = 86_400_000;

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export const newKeyPair = (): KeyPair => generateKeyPairSync('ec', { namedCurve: 'P-256' });

export interface CertificateRequest {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  /** An authority signs others; anything else is a server on this machine. */
  readonly authority: boolean;
}

const name = (commonName: string): Buffer =>
  der.sequence(der.set(der.sequence(der.oid('2.5.4.3'), der.text(commonName))));

const extension = (id: string, critical: boolean, value: Buffer): Buffer =>
  critical
    ? der.sequence(der.oid(id), der.boolean(true), der.octets(value))
    : der.sequence(der.oid(id), der.octets(value));

/** localhost, 127.0.0.1 and the names by which FCM's own library calls it. */
function serverNames(): Buffer {
  const names = ['localhost', 'provider-sim', 'fcm.googleapis.com', 'oauth2.googleapis.com'];
  const dns = names.map((one) => der.tlv(0x82, Buffer.from(one)));
  return der.sequence(...dns, der.tlv(0x87, Buffer.from([127, 0, 0, 1])));
}

function extensions(authority: boolean): Buffer {
  const list = authority
    ? [
        extension('2.5.29.19', true, der.sequence(der.boolean(true))),
        extension('2.5.29.15', true, der.bits(Buffer.from([0x06]), 1)), // keyCertSign, cRLSign
      ]
    : [
        extension('2.5.29.15', true, der.bits(Buffer.from([0x80]), 7)), // digitalSignature
        extension('2.5.29.37', false, der.sequence(der.oid('1.3.6.1.5.5.7.3.1'))), // serverAuth
        extension('2.5.29.17', false, serverNames()),
      ];
  return der.tlv(0xa3, der.sequence(...list));
}

/** An X.509 certificate for ten years, as PEM. */
export function certificate(request: CertificateRequest, now = Date.now()): string {
  const signed = der.sequence(
    der.tlv(0xa0, der.integer(Buffer.from([2]))),
    der.integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ECDSA_SHA256,
    name(request.issuer),
    der.sequence(der.time(new Date(now - DAY)), der.time(new Date(now + 3_650 * DAY))),
    name(request.subject),
    request.publicKey.export({ type: 'spki', format: 'der' }),
    extensions(request.authority),
  );
  const signature = sign('sha256', signed, request.signer);
  const base64 = der.sequence(signed, ECDSA_SHA256, der.bits(signature)).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, '$&\n').trimEnd()}\n-----END CERTIFICATE-----\n`;
}
