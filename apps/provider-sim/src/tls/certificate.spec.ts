import { X509Certificate } from 'node:crypto';
import { certificate, newKeyPair } from './certificate.js';
import { integer, oid, sequence } from './der.js';

describe('DER', () => {
  it('writes what X.690 says', () => {
    expect(oid('1.2.840.10045.4.3.2').toString('hex')).toBe('06082a8648ce3d040302');
    expect(integer(Buffer.from([0x80])).toString('hex')).toBe('02020080');
    expect(sequence(Buffer.alloc(300)).subarray(0, 4).toString('hex')).toBe('3082012c');
  });
});

describe('a certificate', () => {
  const ca = newKeyPair();
  const server = newKeyPair();
  const root = new X509Certificate(
    certificate({ subject: 'CA', issuer: 'CA', publicKey: ca.publicKey, signer: ca.privateKey, authority: true }),
  );
  const leaf = new X509Certificate(
    certificate({
      subject: 'localhost',
      issuer: 'CA',
      publicKey: server.publicKey,
      signer: ca.privateKey,
      authority: false,
    }),
  );

  it('is one that its authority has signed', () => {
    expect(leaf.verify(root.publicKey)).toBe(true);
    expect(leaf.checkIssued(root)).toBe(true);
    expect(root.ca).toBe(true);
    expect(leaf.ca).toBe(false);
  });

  it('names the addresses it serves', () => {
    expect(leaf.checkHost('localhost')).toBe('localhost');
    expect(leaf.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(leaf.checkHost('example.org')).toBeUndefined();
  });
});
