/**
 * Settles what is in doubt soon after its proof has come: a provider's callback ends the doubt, whichever provider it is and whether or
 * not it can be asked. The check that each doubt has in the outbox says so too, but for an old one only after hours. Nobody waits
 * for this: it asks the status store about those that there are, a page at a time, and costs an empty look where there are none.
 */
import type { Log } from '#libs/messaging';
import type { Database } from '#libs/persistence';
import type { ProofOfDelivery } from '../ports.js';
import type { Doubts } from './doubts.js';
import { pageOfDoubts, type DoubtFound } from './doubts.statements.js';

export interface ProofWatchParts {
  readonly db: Database;
  readonly proof: Pick<ProofOfDelivery, 'ask'>;
  readonly doubts: Pick<Doubts, 'proven'>;
  readonly everyMs: number;
  readonly log: Log;
}

/** Asked about at once; with more of them each has its turn. */
const PAGE = 500;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

export class ProofWatch {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private after = FIRST_ID;

  constructor(
    private readonly parts: ProofWatchParts,
    private readonly page = PAGE,
  ) {}

  start(): void {
    const { everyMs, log } = this.parts;
    this.timer = setInterval(() => {
      this.running ??= this.round()
        .catch((err: unknown) => log.warn({ err }, 'doubts were not looked at'))
        .finally(() => (this.running = undefined));
    }, everyMs);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Compare and set, as all that settles: several instances may find the same. */
  private async round(): Promise<void> {
    const { db, proof, doubts } = this.parts;
    const rows = await db.query<DoubtFound>(pageOfDoubts(this.after, this.page));
    this.after = rows.length < this.page ? FIRST_ID : (rows.at(-1) as DoubtFound).id;
    if (rows.length === 0) return;
    const answers = await proof.ask(rows.map(({ record }) => record));
    const proven = rows.filter((_, i) => answers[i] === true);
    if (proven.length > 0) await doubts.proven(proven);
  }
}
