import type { Profile, UserKey } from '#libs/contracts';
import { CarillonError } from '#libs/kernel';
import type { Outbox, Staged } from '#libs/messaging';
import { isConflict, type Database, type Transaction } from '#libs/persistence';
import type { Vault } from '#libs/vault';
import type { Hasher } from '../hashes/hasher.js';
import type { VersionMover } from '../versions/version-mover.js';
import { hashesOf } from './address-hashes.js';
import { loseToken, type Change } from './change-profile.js';
import {
  documentOf,
  lookedUpProfile,
  NEW_DOCUMENT,
  openReachable,
  profileOf,
  type LookedUpRow,
  type ProfileDocument,
  type UserRow,
} from './profile-document.js';
import {
  deleteUsers,
  insertUsers,
  lockUsers,
  lookupUsers,
  otherOwners,
  ownTokens,
  updateUsers,
  type ChangedUser,
  type Placed,
  type TokenOwner,
} from './statements.js';

export interface ProfileChange {
  readonly user: UserKey;
  readonly change: Change;
  /** Makes the user if there is none. */
  readonly create?: boolean;
  /** Tokens of devices that this change brings: taken away from whoever else has them. */
  readonly tokens?: readonly string[];
}

export interface ChangedProfile {
  readonly profile: Profile;
  readonly before: ProfileDocument;
  readonly after: ProfileDocument;
  readonly created: boolean;
}

interface Open {
  readonly user: UserKey;
  /** With the text of what is sealed there; absent: the user is to be made. */
  readonly stored?: { readonly document: ProfileDocument; readonly reachable: string | undefined };
  version: number;
  document: ProfileDocument;
}

type Versioned = Pick<UserRow, 'version'>;

/** One that is to be written, with the text to be sealed. */
interface Written {
  readonly one: Open;
  readonly reachable: string;
}

const always = (): void => {};

const nameOf = (user: UserKey): string => `${user.tenant_id}\0${user.user_id}`;

/** Sorted, each once: all transactions lock in this order. */
const inOrder = (users: readonly UserKey[]): UserKey[] =>
  [...new Map(users.map((user) => [nameOf(user), user])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, user]) => user);

/** Another transaction has made a user that was not there: what is to be changed is another one now. */
class MadeMeanwhileError extends CarillonError {
  constructor() {
    super('made_meanwhile', 'Somebody else has just made the user', { retryable: true, level: 'warn' });
  }
}

/** Users as documents: looked up many at a time, changed many in one transaction. */
export class ProfileStore {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    private readonly versions: VersionMover,
    private readonly outbox: Outbox,
    private readonly hasher: Pick<Hasher, 'hash'>,
  ) {}

  /** One query for all; null for who is not known. */
  async lookup(users: readonly UserKey[]): Promise<(Profile | null)[]> {
    if (users.length === 0) return [];
    const rows = await this.rowsOf(inOrder(users));
    const found = new Map(rows.map((row) => [nameOf(row), lookedUpProfile(this.vault, row)]));
    return users.map((user) => found.get(nameOf(user)) ?? null);
  }

  /** Who has no hashes yet gets them first: a suppression that comes after finds them, one that came before is found. */
  private async rowsOf(users: readonly UserKey[]): Promise<LookedUpRow[]> {
    const rows = await this.db.query<LookedUpRow>(lookupUsers(users));
    const unhashed = inOrder(rows.filter((row) => row.unhashed));
    if (unhashed.length === 0) return rows;
    await this.hasher.hash(unhashed);
    return [...rows.filter((row) => !row.unhashed), ...(await this.db.query<LookedUpRow>(lookupUsers(unhashed)))];
  }

  /**
   * Several changes of one user are made one after the other. Null for a user who is not known and is not to be made. `inTime` throws
   * when nobody waits for them any more; it is asked when they are all locked, and hold up what comes later.
   */
  async change(changes: readonly ProfileChange[], inTime = always): Promise<(ChangedProfile | null)[]> {
    if (changes.length === 0) return [];
    const { results, touched, staged } = await this.twice(() =>
      this.db.transaction((tx) => this.apply(tx, changes, inTime)),
    );
    await this.finish(touched, staged);
    return results;
  }

  async remove(users: readonly UserKey[], inTime = always): Promise<boolean[]> {
    if (users.length === 0) return [];
    const sorted = inOrder(users);
    const { gone, staged } = await this.twice(() =>
      this.db.transaction(async (tx) => {
        const [, rows] = await Promise.all([tx.query(lockUsers(sorted)), tx.query<UserKey>(deleteUsers(sorted))]);
        inTime();
        const again = await this.outbox.stage(tx, [this.versions.again(sorted)]);
        return { gone: new Set(rows.map(nameOf)), staged: again };
      }),
    );
    await this.finish(sorted, staged);
    return users.map((user) => gone.has(nameOf(user)));
  }

  /** Moves the versions of all that were asked for, changed or not: the call may be a repetition of one that failed here. */
  private async finish(touched: readonly UserKey[], staged: Staged): Promise<void> {
    this.outbox.release(staged);
    if (touched.length > 0) await this.versions.move(touched);
  }

  private async apply(tx: Transaction, changes: readonly ProfileChange[], inTime: () => void) {
    const tokens = changes.flatMap(({ user: { tenant_id, user_id }, tokens: brought = [] }) =>
      brought.map((token) => ({ tenant_id, user_id, token, token_hash: this.vault.keyedHash(tenant_id, token) })),
    );
    const losers = tokens.length > 0 ? await tx.query<TokenOwner>(otherOwners(tokens)) : [];
    const open = await this.open(tx, changes, losers);
    for (const { tenant_id, user_id, token_hash } of losers) {
      const token = tokens.find((t) => t.tenant_id === tenant_id && t.token_hash === token_hash)?.token;
      const loser = open.get(nameOf({ tenant_id, user_id }));
      if (loser && token !== undefined) loser.document = loseToken(token)(loser.document);
    }
    const made = changes.map(({ user, change: next }) => {
      const opened = open.get(nameOf(user));
      if (!opened) return undefined;
      const before = opened.document;
      opened.document = next(before);
      return { opened, before, after: opened.document };
    });
    const written = [...open.values()].flatMap(toBeWritten);
    const owned = tokens.filter((t) => open.has(nameOf(t)));
    await this.write(tx, written, owned);
    inTime();
    const touched = [...open.values()].map(({ user }) => user);
    // What was so already has its row from when it became so.
    const changed = written.map(({ one }) => one.user);
    const staged = await this.outbox.stage(tx, changed.length > 0 ? [this.versions.again(changed)] : []);
    return { results: made.map((one) => (one ? resultOf(one) : null)), touched, staged };
  }

  /** Those that are stored, locked, and those that are to be made. */
  private async open(tx: Transaction, changes: readonly ProfileChange[], losers: readonly UserKey[]) {
    const users = inOrder([...changes.map(({ user }) => user), ...losers]);
    const rows = await tx.query<Placed & UserRow>(lockUsers(users));
    const open = new Map<string, Open>(
      rows.map((row) => {
        const { tenant_id, user_id } = placed(users, row);
        return [nameOf({ tenant_id, user_id }), this.asStored({ tenant_id, user_id }, row)];
      }),
    );
    for (const { user, create } of changes) {
      const name = nameOf(user);
      if (!create || open.has(name)) continue;
      const { tenant_id, user_id } = user;
      open.set(name, { user: { tenant_id, user_id }, version: 0, document: NEW_DOCUMENT });
    }
    return open;
  }

  private asStored(user: UserKey, row: UserRow): Open {
    const reachable = openReachable(this.vault, user.tenant_id, row);
    const document = documentOf(row, reachable);
    return { user, stored: { document, reachable }, version: Number(row.version), document };
  }

  private async write(tx: Transaction, all: readonly Written[], tokens: readonly TokenOwner[]): Promise<void> {
    const made = all.filter(({ one }) => !one.stored);
    const changed = all.filter(({ one }) => one.stored);
    const [inserted, updated] = await Promise.all([
      made.length > 0 ? tx.query<UserKey & Versioned>(insertUsers(this.rowsInOrder(made))) : [],
      changed.length > 0 ? tx.query<Placed & Versioned>(updateUsers(changed.map((one) => this.rowOf(one)))) : [],
      tokens.length > 0 ? tx.query(ownTokens(tokens)) : [],
    ]);
    if (inserted.length < made.length) throw new MadeMeanwhileError();
    const versions = new Map(inserted.map((row) => [nameOf(row), row.version]));
    for (const { one } of made) one.version = Number(versions.get(nameOf(one.user)));
    for (const row of updated) placed(changed, row).one.version = Number(row.version);
  }

  private rowsInOrder(made: readonly Written[]): ChangedUser[] {
    const byName = new Map(made.map((written) => [nameOf(written.one.user), written]));
    return inOrder(made.map(({ one }) => one.user)).map((user) => this.rowOf(byName.get(nameOf(user)) as Written));
  }

  private rowOf({ one: { user, document }, reachable }: Written): ChangedUser {
    return {
      ...user,
      ...hashesOf(this.vault, user.tenant_id, document.reachable),
      sealed: this.vault.seal(user.tenant_id, reachable),
      preferences: JSON.stringify(document.preferences),
      locale: document.locale,
      time_zone: document.time_zone,
    };
  }

  /** Two that wait for each other, or make the same user: one is told so, and tries again. */
  private twice<T>(work: () => Promise<T>): Promise<T> {
    return work().catch((error: unknown) => {
      if (isConflict(error) || error instanceof MadeMeanwhileError) return work();
      throw error;
    });
  }
}

/** Nothing, if it has come out as it is stored. */
function toBeWritten(one: Open): Written[] {
  const { stored, document } = one;
  if (document === stored?.document) return [];
  const reachable = JSON.stringify(document.reachable);
  const isSame = stored && reachable === stored.reachable && haveSameWishes(document, stored.document);
  return isSame ? [] : [{ one, reachable }];
}

const haveSameWishes = (a: ProfileDocument, b: ProfileDocument): boolean =>
  a.locale === b.locale &&
  a.time_zone === b.time_zone &&
  (a.preferences === b.preferences || JSON.stringify(a.preferences) === JSON.stringify(b.preferences));

const placed = <T>(all: readonly T[], { n }: Placed): T => all[n - 1] as T;

const resultOf = ({ opened, before, after }: { opened: Open; before: ProfileDocument; after: ProfileDocument }) => ({
  profile: profileOf(opened.user, opened.version, opened.document),
  before,
  after,
  created: opened.stored === undefined,
});
