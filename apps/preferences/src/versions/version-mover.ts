import type { Redis } from 'ioredis';
import {
  moveVersions,
  PREFERENCES_NAMESPACE,
  preferencesKey,
  suppressionKey,
  SUPPRESSIONS_NAMESPACE,
} from '#libs/cache';
import type { AddressKey, UserKey } from '#libs/contracts';
import { CarillonError } from '#libs/kernel';
import type { KafkaRecord, OutboxRowInput } from '#libs/messaging';
import type { Vault } from '#libs/vault';

/** Somebody could still send by the old preferences: the change is stored, but must not be answered with a yes. */
export class VersionsNotMovedError extends CarillonError {
  constructor(cause: unknown) {
    super('versions_not_moved', 'The change is stored but not yet seen by all', {
      retryable: true,
      level: 'warn',
      cause,
    });
  }
}

/** The row's destination, without `local:`. */
export const MOVE_VERSION = 'move-version';

const AGAIN_AFTER_MS = 2_000;

/**
 * Makes every cached copy of a profile stale: before a change is answered, and once more from its outbox row, which also
 * holds when we die in between or Redis is away.
 */
export class VersionMover {
  /** Of users as they are passed about: a keyed hash is dear, and a change needs it twice. */
  private readonly keys = new WeakMap<UserKey, string>();

  constructor(
    private readonly redis: Redis,
    private readonly vault: Vault,
    private readonly timeFactor: number,
  ) {}

  /** Of users, and of addresses by themselves. */
  async move(users: readonly UserKey[], addresses: readonly AddressKey[] = []): Promise<void> {
    try {
      await Promise.all([
        this.moveKeys(this.keysOf(users)),
        moveVersions(this.redis, SUPPRESSIONS_NAMESPACE, addresses.map(suppressionKey)),
      ]);
    } catch (error) {
      throw new VersionsNotMovedError(error);
    }
  }

  /** For the transaction of the change. */
  again(users: readonly UserKey[]): OutboxRowInput {
    return this.later(
      MOVE_VERSION,
      this.keysOf(users).map((value) => ({ key: null, value })),
    );
  }

  /** A row that says once more what has changed. */
  later(handler: string, records: readonly KafkaRecord[]): OutboxRowInput {
    const dueAt = new Date(Date.now() + AGAIN_AFTER_MS * this.timeFactor);
    return { destination: `local:${handler}`, priority: 'high', records, dueAt };
  }

  /** Handles what `again` left. */
  readonly fromRow = (records: readonly KafkaRecord[]): Promise<void> =>
    this.moveKeys(records.map(({ value }) => value));

  private keysOf(users: readonly UserKey[]): string[] {
    return users.map((user) => this.keyOf(user));
  }

  private keyOf(user: UserKey): string {
    let key = this.keys.get(user);
    if (key === undefined) {
      key = preferencesKey(user.tenant_id, this.vault.keyedHash(user.tenant_id, user.user_id));
      this.keys.set(user, key);
    }
    return key;
  }

  private moveKeys(keys: readonly string[]): Promise<void> {
    return moveVersions(this.redis, PREFERENCES_NAMESPACE, keys);
  }
}
