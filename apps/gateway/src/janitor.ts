import { logger } from '#libs/observability';
import type { Database, Statement } from '#libs/persistence';

const EVERY_MS = 60_000;
const PIECE = 5_000;
const PIECES = 20;

const log = logger('janitor');

/** Forgets rows after their time, by a statement that deletes and returns at most so many. Several instances only share the work. */
export class Janitor {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly db: Database,
    private readonly deleteOld: (limit: number) => Statement,
  ) {}

  start(): void {
    this.timer = setInterval(() => {
      this.clean().catch((error: unknown) => log.warn({ err: error }, 'old rows not deleted'));
    }, EVERY_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  async clean(): Promise<void> {
    for (let piece = 0; piece < PIECES; piece++) {
      if ((await this.db.query(this.deleteOld(PIECE))).length < PIECE) return;
    }
  }
}
