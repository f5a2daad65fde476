/** What a channel's app knows of tenants: their accounts at providers and what they have paused, as stored and as kept in memory. */
import { Changes } from '#libs/changes';
import type { Channel } from '#libs/contracts';
import type { LocalHandler, Log, Outbox } from '#libs/messaging';
import type { Database } from '#libs/persistence';
import type { Vault } from '#libs/vault';
import { AccountStore } from './accounts/account-store.js';
import type { HealthBoard } from './accounts/health-board.js';
import { TenantAccounts } from './accounts/tenant-accounts.js';
import { CHANGING, type ChannelChanges } from './channel-changes.js';
import { PauseBook } from './pauses/pause-book.js';
import { PAUSE_OVER, PauseStore } from './pauses/pause-store.js';
import type { ProviderKind } from './provider-kind.js';
import type { AccountBook } from './routing/account.js';

export interface TenantsParts {
  readonly app: string;
  readonly channel: Channel;
  readonly db: Database;
  readonly outbox: Outbox;
  readonly vault: Vault;
  readonly kinds: readonly ProviderKind[];
  /** The deployment's own accounts. */
  readonly own: AccountBook;
  readonly callTimeoutMs: number;
  readonly resumePerSecond?: number | undefined;
  readonly health?: Pick<HealthBoard, 'of'> | undefined;
  readonly log: Log;
}

/** The gateway does not wait longer for a trial call. */
const TRIAL_MS = 8_000;
const RESUME_PER_SECOND = 1_000;

export class Tenants {
  readonly accounts: AccountStore;
  readonly pauses: PauseStore;
  /** Who may send for whom. */
  readonly accountBook: AccountBook;
  readonly pauseBook: PauseBook;
  private readonly changes: ChannelChanges;

  constructor({ app, channel, db, outbox, vault, log, own, ...parts }: TenantsParts) {
    const kinds = new Map(parts.kinds.map((kind) => [kind.name, kind]));
    const ofTenants = kinds.size > 0 ? new TenantAccounts({ channel, db, vault, kinds, own, log }) : undefined;
    this.accountBook = ofTenants ?? own;
    this.pauseBook = new PauseBook({ channel, db, log });
    this.changes = new Changes({
      db,
      name: `${app}-changes`,
      kinds: CHANGING,
      forget: async (change) => {
        if (change?.what !== 'pauses') ofTenants?.forget(change?.id);
        if (change?.what !== 'accounts') await this.pauseBook.refresh();
      },
    });
    const timeoutMs = Math.min(TRIAL_MS, parts.callTimeoutMs);
    this.accounts = new AccountStore({ db, vault, kinds, health: parts.health, changes: this.changes, timeoutMs });
    const { resumePerSecond = RESUME_PER_SECOND } = parts;
    this.pauses = new PauseStore({ db, outbox, changes: this.changes, resumePerSecond });
  }

  /** For the relay of the outbox. */
  get local(): Readonly<Record<string, LocalHandler>> {
    return { [PAUSE_OVER]: this.pauses.over };
  }

  /** Before anything is sent. */
  async start(): Promise<void> {
    await this.pauseBook.start();
    this.changes.start();
  }

  async close(): Promise<void> {
    await this.changes.stop();
    this.pauseBook.stop();
    await this.accountBook.close?.();
  }
}
