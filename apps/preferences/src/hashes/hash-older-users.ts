import type { UserKey } from '#libs/contracts';
import { logger } from '#libs/observability';
import type { Database } from '#libs/persistence';
import type { Hasher } from './hasher.js';
import { unhashedUsers } from './hashes.statements.js';

const AT_ONCE = 500;
/** An older release that ran beside us has ended by then; what it wrote is found by a second pass. */
const SECOND_PASS_MS = 600_000;
const AGAIN_AFTER_MS = 5_000;
const FIRST: UserKey = { tenant_id: '', user_id: '' };

const log = logger('hashes');

/**
 * Goes through all users beside the requests, a group at a time, and hashes those that no release of today has written. Each group
 * commits by itself: killed, it begins again and finds what is left; a second instance finds nothing to do where the first has been.
 */
export class HashOlderUsers {
  private timer: NodeJS.Timeout | undefined;
  private pass: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly db: Database,
    private readonly hasher: Hasher,
    private readonly timeFactor: number,
  ) {}

  start(): void {
    this.go(() => this.next(SECOND_PASS_MS, () => {}));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.pass;
  }

  private go(then: () => void): void {
    this.pass = this.all().then(then, (error: unknown) => {
      log.warn({ err: error }, 'older users not hashed; tried again');
      this.next(AGAIN_AFTER_MS, then);
    });
  }

  private next(ms: number, then: () => void): void {
    if (!this.stopped) this.timer = setTimeout(() => this.go(then), ms * this.timeFactor).unref();
  }

  private async all(): Promise<void> {
    let after: UserKey | undefined = FIRST;
    let count = 0;
    while (after && !this.stopped) {
      const users: UserKey[] = await this.db.query<UserKey>(unhashedUsers(after, AT_ONCE));
      if (users.length > 0) await this.hasher.hash(users);
      count += users.length;
      after = users.length < AT_ONCE ? undefined : users.at(-1);
    }
    if (count > 0) log.info({ users: count }, 'older users have their hashes');
  }
}
