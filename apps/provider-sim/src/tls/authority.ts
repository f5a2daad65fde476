import { createPrivateKey, createPublicKey } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { certificate, newKeyPair, type KeyPair } from './certificate.js';

const CA = 'Carillon simulator CA';

export interface ServerIdentity {
  readonly key: string;
  readonly cert: string;
  readonly ca: string;
}

/**
 * The simulator's own authority, its certificate in ca.pem for those who call FCM. It is made once for a data directory:
 * an app that read it keeps trusting a simulator that was started again.
 */
export function serverIdentity(directory: string): ServerIdentity {
  const { keys, ca } = authorityIn(directory);
  const own = newKeyPair();
  const cert = certificate({
    subject: 'localhost',
    issuer: CA,
    publicKey: own.publicKey,
    signer: keys.privateKey,
    authority: false,
  });
  return { key: own.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert, ca };
}

function authorityIn(directory: string): { keys: KeyPair; ca: string } {
  const keyFile = join(directory, 'ca.key');
  const caFile = join(directory, 'ca.pem');
  if (existsSync(keyFile) && existsSync(caFile)) {
    const privateKey = createPrivateKey(readFileSync(keyFile));
    return { keys: { privateKey, publicKey: createPublicKey(privateKey) }, ca: readFileSync(caFile, 'utf8') };
  }
  const keys = newKeyPair();
  const ca = certificate({
    subject: CA,
    issuer: CA,
    publicKey: keys.publicKey,
    signer: keys.privateKey,
    authority: true,
  });
  writeFileSync(keyFile, keys.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  writeFileSync(caFile, ca);
  return { keys, ca };
}
