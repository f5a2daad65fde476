import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { VaultError } from './vault.error.js';

/**
 * Where the tenants' data keys come from: the port behind which a cloud's KMS can stand. The id of a key travels in what it
 * sealed, so that every key that ever sealed must be found by its id.
 */
export interface KeyManagement {
  currentKeyId(tenant: string): string;
  /** A key object and not bytes: with bytes, Node 24 takes 16 µs longer for every seal. */
  dataKey(tenant: string, keyId: string): KeyObject;
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
  private readonly derived = new Map<string, KeyObject>();
  private monthText = '';
  private monthUntil = 0;

  constructor(
    private readonly masters: readonly MasterKey[],
    private readonly now: () => number = Date.now,
  ) {}

  currentKeyId(): string {
    const [first] = this.masters;
    if (!first) throw new VaultError('no_master_key', 'There is no master key');
    return `${first.id}.${this.month()}`;
  }

  /** By the oldest master key, which is given last: a new one in front changes no hash. */
  hashKeyId(): string {
    const last = this.masters.at(-1);
    if (!last) throw new VaultError('no_master_key', 'There is no master key');
    return `${last.id}.hash`;
  }

  dataKey(tenant: string, keyId: string): KeyObject {
    const name = `${tenant}\0${keyId}`;
    let key = this.derived.get(name);
    if (!key) {
      key = this.derive(tenant, keyId);
      this.derived.set(name, key);
    }
    return key;
  }

  private month(): string {
    const now = this.now();
    if (now >= this.monthUntil) {
      const date = new Date(now);
      this.monthText = date.toISOString().slice(0, 7);
      this.monthUntil = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
    }
    return this.monthText;
  }

  private derive(tenant: string, keyId: string): KeyObject {
    const master = KEY_ID.test(keyId) && this.masters.find(({ id }) => id === keyId.slice(0, keyId.indexOf('.')));
    if (!master) throw new VaultError('unknown_key', 'The key that sealed this is not known here');
    return createSecretKey(Buffer.from(hkdfSync('sha256', master.key, tenant, `carillon data ${keyId}`, 32)));
  }
}
