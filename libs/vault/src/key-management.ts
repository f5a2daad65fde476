import { hkdfSync } from 'node:crypto';
import { HmacSha256 } from '#libs/kernel';
import { VaultError } from './vault.error.js';

export interface DataKey {
  readonly bytes: Buffer;
  readonly hmac: HmacSha256;
}

/**
 * Where the tenants' data keys come from: the port behind which a cloud's KMS can stand. The id of a key travels in what it
 * sealed, so that every key that ever sealed must be found by its id.
 */
export interface KeyManagement {
  currentKeyId(tenant: string): string;
  dataKey(tenant: string, keyId: string): DataKey;
  /** The id of the key for hashes, which must stay the same over the months: a hash can't say which key made it. */
  hashKeyId(tenant: string): string;
}

export interface MasterKey {
  readonly id: string;
  readonly key: Buffer;
}

/** Some thousand at most: sealed texts come from outside too, in links, and what they name is derived and kept. */
const KEY_ID = /^[a-z0-9]{1,16}\.(20\d\d-(0[1-9]|1[0-2])|hash)$/;

/** Derives the key of a tenant and a month from a master key. The first master key seals, all of them open. */
export class LocalKeys implements KeyManagement {
  /** By the key's id and then by the tenant: putting both into one text would cost a seal more than looking twice. */
  private readonly derived = new Map<string, Map<string, DataKey>>();
  private currentId = '';
  private currentUntil = 0;
  private hashId: string | undefined;

  constructor(
    private readonly masters: readonly MasterKey[],
    private readonly now: () => number = Date.now,
  ) {}

  currentKeyId(): string {
    const now = this.now();
    if (now >= this.currentUntil) {
      const date = new Date(now);
      this.currentId = `${known(this.masters[0]).id}.${date.toISOString().slice(0, 7)}`;
      this.currentUntil = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
    }
    return this.currentId;
  }

  /** By the oldest master key, which is given last: a new one in front changes no hash. */
  hashKeyId(): string {
    return (this.hashId ??= `${known(this.masters.at(-1)).id}.hash`);
  }

  dataKey(tenant: string, keyId: string): DataKey {
    let ofTenants = this.derived.get(keyId);
    let key = ofTenants?.get(tenant);
    if (!key) {
      key = this.derive(tenant, keyId);
      if (!ofTenants) this.derived.set(keyId, (ofTenants = new Map<string, DataKey>()));
      ofTenants.set(tenant, key);
    }
    return key;
  }

  private derive(tenant: string, keyId: string): DataKey {
    const master = KEY_ID.test(keyId) && this.masters.find(({ id }) => id === keyId.slice(0, keyId.indexOf('.')));
    if (!master) throw new VaultError('unknown_key', 'The key that sealed this is not known here');
    const bytes = Buffer.from(hkdfSync('sha256', master.key, tenant, `carillon data ${keyId}`, 32));
    return { bytes, hmac: new HmacSha256(bytes) };
  }
}

function known(master: MasterKey | undefined): MasterKey {
  if (!master) throw new VaultError('no_master_key', 'There is no master key');
  return master;
}
