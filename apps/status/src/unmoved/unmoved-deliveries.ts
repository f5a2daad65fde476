import type { Priority, RpcIn } from '#libs/contracts';
import { uuidv7Floor } from '#libs/kernel';
import type { Database } from '#libs/persistence';
import { unmovedBetween, type UnmovedRow } from './unmoved.statement.js';

const MINUTE_MS = 60_000;
const LOOK_BACK_MS = 24 * 60 * MINUTE_MS;
/** Events may come later than this to the store while it catches up: then the whole range is looked at again. */
const LATE_MS = 2 * MINUTE_MS;
const WHOLE_EVERY_MS = 10 * MINUTE_MS;
const MOST = 5_000;

interface Looked {
  /** Before this there was nothing left at ACCEPTED. */
  from: string;
  wholeAt: number;
}

/**
 * Deliveries that stand at ACCEPTED although their time is over. An index over them would have to change with every
 * delivery, twice; ids carry the time of acceptance, so each question goes on where the last one found nothing.
 */
export class UnmovedDeliveries {
  private readonly looked = new Map<Priority, Looked>();

  constructor(
    private readonly db: Pick<Database, 'query'>,
    private readonly now: () => number = Date.now,
  ) {}

  async find({ priority, accepted_before, limit }: RpcIn<'status.unmoved'>): Promise<UnmovedRow[]> {
    const before = Date.parse(accepted_before);
    const looked = this.lookedAt(priority);
    const most = Math.min(limit, MOST);
    const rows = await this.db.query<UnmovedRow>(unmovedBetween(priority, looked.from, uuidv7Floor(before), most));
    const clearedTo = uuidv7Floor(Math.max(0, Math.min(before, this.now() - LATE_MS)));
    const next = rows[0]?.delivery_id ?? clearedTo;
    if (next > looked.from) looked.from = next;
    return rows;
  }

  private lookedAt(priority: Priority): Looked {
    const known = this.looked.get(priority);
    if (known && known.wholeAt + WHOLE_EVERY_MS > this.now()) return known;
    const whole = { from: uuidv7Floor(Math.max(0, this.now() - LOOK_BACK_MS)), wholeAt: this.now() };
    this.looked.set(priority, whole);
    return whole;
  }
}
