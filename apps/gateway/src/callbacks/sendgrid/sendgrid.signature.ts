import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { isRecent } from '../is-recent.js';

export const sendgridKey = (base64Der: string): KeyObject =>
  createPublicKey({ key: Buffer.from(base64Der, 'base64'), format: 'der', type: 'spki' });

export interface SendgridSignature {
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
}

/** ECDSA P-256 with SHA-256 over the timestamp and the bytes of the body. */
export function isSignedBySendgrid(
  key: KeyObject,
  body: Buffer,
  { timestamp, signature }: SendgridSignature,
  now = Date.now(),
): boolean {
  if (!timestamp || !signature || !isRecent(timestamp, now)) return false;
  try {
    return verify('sha256', Buffer.concat([Buffer.from(timestamp), body]), key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}
