import { createDecipheriv, randomFillSync } from 'node:crypto';
import sodium from 'sodium-native';
import type { KeyManagement } from './key-management.js';
import { VaultError } from './vault.error.js';

const NONCE_BYTES = sodium.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
const TAG_BYTES = sodium.crypto_aead_xchacha20poly1305_ietf_ABYTES;
const NONCE_POOL_BYTES = NONCE_BYTES * 256;
/** What this vault sealed before: AES-256-GCM. */
const V1 = { ivBytes: 12, tagBytes: 16 };

export interface SealedBytes {
  readonly keyId: string;
  /** Nonce, text and tag, one after the other: what a sealed text has as base64url. */
  readonly bytes: Buffer;
}

/**
 * Seals personal data with XChaCha20-Poly1305 under a key of the tenant: `v2.<key id>.<base64url of nonce, text and tag>`. The
 * tenant is authenticated with it: what one tenant sealed does not open for another. By libsodium and not by node:crypto, whose
 * cipher object for each text costs three times as much as the sealing, and the garbage collector as much again (ADR 0025).
 */
export class Vault {
  private readonly nonces = Buffer.alloc(NONCE_POOL_BYTES);
  private nonceOffset = NONCE_POOL_BYTES;
  /** One tenant is sealed for many times in a row. */
  private lastTenant = '';
  private lastTenantBytes = Buffer.alloc(0);

  constructor(private readonly keys: KeyManagement) {}

  seal(tenant: string, plaintext: string): string {
    const { keyId, bytes } = this.sealBytes(tenant, plaintext);
    return `v2.${keyId}.${bytes.toString('base64url')}`;
  }

  /** The same for who keeps bytes and not text. */
  sealBytes(tenant: string, plaintext: string): SealedBytes {
    const keyId = this.keys.currentKeyId(tenant);
    const textEnd = NONCE_BYTES + Buffer.byteLength(plaintext);
    const bytes = Buffer.allocUnsafe(textEnd + TAG_BYTES);
    this.putNonce(bytes);
    bytes.write(plaintext, NONCE_BYTES);
    sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
      bytes.subarray(NONCE_BYTES),
      bytes.subarray(NONCE_BYTES, textEnd), // in its own place: no copy of it is left behind
      this.tenantBytes(tenant),
      null,
      bytes.subarray(0, NONCE_BYTES),
      this.keys.dataKey(tenant, keyId).bytes,
    );
    return { keyId, bytes };
  }

  open(tenant: string, sealed: string): string {
    const end = sealed.lastIndexOf('.');
    if (end < 4) throw notSealed();
    const keyId = sealed.slice(3, end);
    const bytes = Buffer.from(sealed.slice(end + 1), 'base64url');
    if (sealed.startsWith('v2.')) return this.openBytes(tenant, { keyId, bytes });
    if (sealed.startsWith('v1.')) return this.openV1(tenant, keyId, bytes);
    throw notSealed();
  }

  /** For look-ups by a value that is stored sealed. Bound to the tenant and to the key, so that it can't be guessed outside. */
  keyedHash(tenant: string, value: string): string {
    return this.keys.dataKey(tenant, this.keys.hashKeyId(tenant)).hmac.of(value, 'base64url');
  }

  private openBytes(tenant: string, { keyId, bytes }: SealedBytes): string {
    if (bytes.length < NONCE_BYTES + TAG_BYTES) throw notSealed();
    const { bytes: key } = this.keys.dataKey(tenant, keyId);
    const text = bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES);
    try {
      sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
        text,
        null,
        bytes.subarray(NONCE_BYTES),
        this.tenantBytes(tenant),
        bytes.subarray(0, NONCE_BYTES),
        key,
      );
    } catch {
      throw forged();
    }
    return text.toString('utf8');
  }

  private openV1(tenant: string, keyId: string, bytes: Buffer): string {
    const { ivBytes, tagBytes } = V1;
    if (bytes.length < ivBytes + tagBytes) throw notSealed();
    const iv = bytes.subarray(0, ivBytes);
    const { bytes: key } = this.keys.dataKey(tenant, keyId);
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
    decipher.setAAD(this.tenantBytes(tenant));
    decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
    const text = decipher.update(bytes.subarray(ivBytes + tagBytes));
    try {
      decipher.final();
    } catch {
      throw forged();
    }
    return text.toString('utf8');
  }

  /** Random bytes are cheap by the pool and dear by the call. */
  private putNonce(bytes: Buffer): void {
    if (this.nonceOffset >= NONCE_POOL_BYTES) {
      randomFillSync(this.nonces);
      this.nonceOffset = 0;
    }
    this.nonces.copy(bytes, 0, this.nonceOffset, (this.nonceOffset += NONCE_BYTES));
  }

  private tenantBytes(tenant: string): Buffer {
    if (tenant !== this.lastTenant) {
      this.lastTenantBytes = Buffer.from(tenant);
      this.lastTenant = tenant;
    }
    return this.lastTenantBytes;
  }
}

const notSealed = () => new VaultError('not_sealed', 'This is not a sealed text');
const forged = () => new VaultError('forged', 'The sealed text was changed, or belongs to another tenant');
