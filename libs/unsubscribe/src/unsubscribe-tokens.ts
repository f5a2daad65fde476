/**
 * What stands behind an unsubscribe link: who, and about which message. Nothing is stored for it; the link itself carries all,
 * sealed, and is good until it expires. It names its tenant too, since nobody is logged in who could: the first part is the
 * tenant, sealed by the platform's key, the second is the rest, sealed by the tenant's. Parts of two tokens do not make a third,
 * unless they are of the same tenant, and then it is the second's.
 */
import { z } from 'zod';
import { CHANNELS, type Channel } from '#libs/contracts';
import { VaultError, type Vault } from '#libs/vault';
import { pack, unpack } from './packed.js';

export interface UnsubscribeToken {
  readonly tenantId: string;
  readonly userId: string;
  readonly type: string;
  /** '' where it is not known. */
  readonly category: string;
  readonly channel: Channel;
  readonly notificationId: string;
  readonly expiresAt: Date;
}

export type OpenedToken =
  { readonly state: 'good' | 'expired'; readonly token: UnsubscribeToken } | { readonly state: 'forged' };

/** No tenant is called so: their names have no spaces. */
const PLATFORM = 'unsubscribe links';
const MOST_TENANTS = 10_000;
const FORGED: OpenedToken = { state: 'forged' };

/** In this order, and nothing else: what is sealed for another purpose never reads as a link. */
const fields = z.tuple([
  z.literal('unsubscribe.1'),
  z.string().min(1),
  z.string().min(1),
  z.string(),
  z.enum(CHANNELS),
  z.string(),
  z.int(),
]);

export class UnsubscribeTokens {
  /** A tenant's part is the same in all its links: sealing it once halves what a link costs. */
  private tenants = new Map<string, Buffer>();

  constructor(private readonly vault: Vault) {}

  seal({ tenantId, userId, type, category, channel, notificationId, expiresAt }: UnsubscribeToken): string {
    const expires = Math.floor(expiresAt.getTime() / 1000);
    const text = JSON.stringify(['unsubscribe.1', userId, type, category, channel, notificationId, expires]);
    const parts = pack(this.vault.sealBytes(tenantId, text));
    return Buffer.concat([this.tenantPart(tenantId), ...parts]).toString('base64url');
  }

  /** Never throws. Whoever forges learns nothing but that it is not good. */
  open(token: string, now = Date.now()): OpenedToken {
    const bytes = Buffer.from(token, 'base64url');
    // One spelling only: Node reads over what is no base64url, and over the last bits that stand for nothing.
    if (bytes.toString('base64url') !== token) return FORGED;
    try {
      return this.read(unpack(bytes) ?? [], now);
    } catch (error) {
      if (error instanceof VaultError || error instanceof SyntaxError) return FORGED;
      throw error;
    }
  }

  private read([tenantPart, rest, ...more]: readonly string[], now: number): OpenedToken {
    if (tenantPart === undefined || rest === undefined || more.length > 0) return FORGED;
    const tenantId = this.vault.open(PLATFORM, tenantPart);
    const read = fields.safeParse(JSON.parse(this.vault.open(tenantId, rest)));
    if (!read.success) return FORGED;
    const [, userId, type, category, channel, notificationId, expires] = read.data;
    const token = { tenantId, userId, type, category, channel, notificationId, expiresAt: new Date(expires * 1000) };
    return { state: expires * 1000 > now ? 'good' : 'expired', token };
  }

  private tenantPart(tenantId: string): Buffer {
    let part = this.tenants.get(tenantId);
    if (!part) {
      if (this.tenants.size >= MOST_TENANTS) this.tenants = new Map();
      part = Buffer.concat(pack(this.vault.sealBytes(PLATFORM, tenantId)));
      this.tenants.set(tenantId, part);
    }
    return part;
  }
}
