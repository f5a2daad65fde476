import type { UserKey } from '#libs/contracts';
import type { Outbox } from '#libs/messaging';
import { logger } from '#libs/observability';
import type { Database, Transaction } from '#libs/persistence';
import type { Vault } from '#libs/vault';
import { hashesOf } from '../profiles/address-hashes.js';
import type { Reachable } from '../profiles/profile-document.js';
import type { VersionMover } from '../versions/version-mover.js';
import { lockUnhashed, setHashes, type HashedUser } from './hashes.statements.js';

const log = logger('hashes');

type SealedUser = UserKey & { readonly sealed: string | null };

/** Gives users that an older release stored, or changed, the hashes by which suppressions find them. */
export class Hasher {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    private readonly versions: VersionMover,
    private readonly outbox: Outbox,
  ) {}

  /** Sorted, as all who lock give them. What is kept of them elsewhere was read without their suppressions: it becomes stale. */
  async hash(users: readonly UserKey[]): Promise<void> {
    const { hashed, staged } = await this.db.transaction(async (tx) => {
      const done = await this.apply(tx, users);
      return { hashed: done, staged: await this.outbox.stage(tx, done.length > 0 ? [this.versions.again(done)] : []) };
    });
    this.outbox.release(staged);
    // Whoever asks for them now need not wait for Redis: the row moves them, too.
    if (hashed.length > 0) await this.versions.move(hashed).catch(() => {});
  }

  private async apply(tx: Transaction, users: readonly UserKey[]): Promise<HashedUser[]> {
    const rows = await tx.query<SealedUser>(lockUnhashed(users));
    const hashed = rows.flatMap((row) => this.hashesOf(row));
    if (hashed.length > 0) await tx.query(setHashes(hashed));
    return hashed;
  }

  /** What cannot be opened has no address that anything could be sent to. */
  private hashesOf({ tenant_id, user_id, sealed }: SealedUser): HashedUser[] {
    try {
      const reachable = sealed === null ? {} : (JSON.parse(this.vault.open(tenant_id, sealed)) as Reachable);
      return [{ tenant_id, user_id, ...hashesOf(this.vault, tenant_id, reachable) }];
    } catch (error) {
      log.error({ err: error }, 'a user cannot be opened');
      return [];
    }
  }
}
