import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { KeyManagement } from './key-management.js';
import { VaultError } from './vault.error.js';

const IV_BYTES = 12;
const TAG_BYTES = 16;
const IV_POOL_BYTES = IV_BYTES * 512;

export interface SealedParts {
  readonly keyId: string;
  readonly parts: readonly [iv: Buffer, tag: Buffer, text: Buffer];
}

/**
 * Seals personal data with AES-256-GCM under a key of the tenant: `v1.<key id>.<base64url of iv, tag and text>`. The tenant is
 * authenticated with it: what one tenant sealed does not open for another.
 */
export class Vault {
  private ivs = Buffer.alloc(0);
  private ivOffset = IV_POOL_BYTES;
  /** One tenant is sealed for many times in a row. */
  private lastTenant = '';
  private lastTenantBytes = Buffer.alloc(0);

  constructor(private readonly keys: KeyManagement) {}

  seal(tenant: string, plaintext: string): string {
    const { keyId, parts } = this.sealParts(tenant, plaintext);
    return `v1.${keyId}.${Buffer.concat(parts).toString('base64url')}`;
  }

  /** The same for who keeps bytes and not text: iv, tag and text, one after the other, are what `open` takes as base64url. */
  sealParts(tenant: string, plaintext: string): SealedParts {
    const keyId = this.keys.currentKeyId(tenant);
    const iv = this.nextIv();
    const cipher = createCipheriv('aes-256-gcm', this.keys.dataKey(tenant, keyId), iv);
    cipher.setAAD(this.tenantBytes(tenant));
    const text = cipher.update(plaintext, 'utf8');
    cipher.final(); // GCM is a stream: nothing is left to come, but the tag is made here
    return { keyId, parts: [iv, cipher.getAuthTag(), text] };
  }

  open(tenant: string, sealed: string): string {
    const end = sealed.lastIndexOf('.');
    if (!sealed.startsWith('v1.') || end < 4) throw new VaultError('not_sealed', 'This is not a sealed text');
    const bytes = Buffer.from(sealed.slice(end + 1), 'base64url');
    if (bytes.length < IV_BYTES + TAG_BYTES) throw new VaultError('not_sealed', 'This is not a sealed text');
    const key = this.keys.dataKey(tenant, sealed.slice(3, end));
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(this.tenantBytes(tenant));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    const text = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
    try {
      decipher.final();
    } catch {
      throw new VaultError('forged', 'The sealed text was changed, or belongs to another tenant');
    }
    return text.toString('utf8');
  }

  /** For look-ups by a value that is stored sealed. Bound to the tenant and to the key, so that it can't be guessed outside. */
  keyedHash(tenant: string, value: string): string {
    const key = this.keys.dataKey(tenant, this.keys.hashKeyId(tenant));
    return createHmac('sha256', key).update(value).digest('base64url');
  }

  /** Random bytes are cheap by the pool and dear by the call. A slice is used once; a pool that is used up is left to who has slices. */
  private nextIv(): Buffer {
    if (this.ivOffset >= IV_POOL_BYTES) {
      this.ivs = randomBytes(IV_POOL_BYTES);
      this.ivOffset = 0;
    }
    return this.ivs.subarray(this.ivOffset, (this.ivOffset += IV_BYTES));
  }

  private tenantBytes(tenant: string): Buffer {
    if (tenant !== this.lastTenant) {
      this.lastTenantBytes = Buffer.from(tenant);
      this.lastTenant = tenant;
    }
    return this.lastTenantBytes;
  }
}
