import type { Database } from './database.js';
import type { Statement } from './statement.js';

const EVERY_MS = 60_000;
const PIECE = 5_000;
const PIECES = 20;

/** Forgets rows after their time, by a statement that deletes and returns at most so many. Several instances only share the work. */
export class Janitor {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly db: Database,
    private readonly deleteOld: (limit: number) => Statement,
    private readonly onError: (error: unknown) => void,
  ) {}

  start(): void {
    this.timer = setInterval(() => {
      this.clean().catch(this.onError);
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
