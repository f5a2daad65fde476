import type { StatusEvent } from '#libs/contracts';
import { PassingMap } from '#libs/kernel';
import type { ConsumedRecord, LaneBatch } from '#libs/messaging';

/** An event, and the batch in which it came. */
export interface Arrival {
  readonly record: ConsumedRecord;
  readonly event: StatusEvent;
  readonly batch: LaneBatch;
}

/** Of one batch. */
interface Visit {
  /** How many of it have not been stored. */
  open: number;
  readonly ended: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  readonly calledOff: () => void;
}

interface Seat {
  readonly arrival: Arrival;
  readonly until: number;
}

export interface Waiting {
  readonly ms: number;
  /** Of one partition at once; fewer than it has records in hand, or what follows them would not come. */
  readonly most: number;
}

/**
 * Where an acceptance of low priority waits a little for what follows it: stored together they are one write of the delivery's row,
 * and not two. It is not done as long as it waits: whoever dies here gets it again. When the room is full the newest do not wait: what
 * came first is followed first.
 */
export class WaitingRoom {
  /** By delivery, oldest first. */
  private readonly seats = new PassingMap<string, Seat>();
  /** By partition. */
  private readonly taken = new Map<number, number>();
  private readonly visits = new WeakMap<LaneBatch, Visit>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly waiting: Waiting,
    /** Stores those that have waited long enough. */
    private readonly goOn: (arrivals: Arrival[]) => Promise<void>,
  ) {}

  /** Keeps acceptances. Answers what is to be stored now, what had waited for it included. */
  enter(batch: LaneBatch, arrivals: readonly Arrival[]): Arrival[] {
    this.begin(batch, arrivals.length);
    const ready: Arrival[] = [];
    const until = performance.now() + this.waiting.ms;
    for (const arrival of arrivals) {
      const { delivery_id: id, kind, priority } = arrival.event;
      const seat = this.seats.get(id);
      if (seat) {
        this.vacate(id, seat);
        ready.push(seat.arrival, arrival);
      } else if (kind === 'accepted' && priority === 'low' && this.hasSeatFor(batch)) this.seat(id, { arrival, until });
      else ready.push(arrival);
    }
    this.wakeForOldest();
    return ready;
  }

  /** Resolves when all of this batch has been stored, or the batch is called off; rejects when it has to come again. */
  async left(batch: LaneBatch): Promise<void> {
    await this.visits.get(batch)?.ended;
  }

  stored(arrivals: readonly Arrival[]): void {
    for (const { batch } of arrivals) {
      const visit = this.visits.get(batch);
      if (visit && --visit.open === 0) this.end(batch, visit.resolve);
    }
  }

  /** Their batches come again, with all of theirs that is not done. */
  failed(arrivals: readonly Arrival[], error: unknown): void {
    for (const { batch } of arrivals) {
      const visit = this.visits.get(batch);
      if (visit) this.leave(batch, () => visit.reject(error));
    }
  }

  private hasSeatFor({ partition }: LaneBatch): boolean {
    return (this.taken.get(partition) ?? 0) < this.waiting.most;
  }

  private seat(id: string, seat: Seat): void {
    this.seats.set(id, seat);
    this.count(seat, 1);
  }

  private vacate(id: string, seat: Seat): void {
    this.seats.delete(id);
    this.count(seat, -1);
  }

  private count({ arrival: { batch } }: Seat, more: 1 | -1): void {
    this.taken.set(batch.partition, (this.taken.get(batch.partition) ?? 0) + more);
  }

  private begin(batch: LaneBatch, open: number): void {
    if (open === 0 || batch.signal.aborted) return;
    const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
    ended.catch(() => {}); // whoever brought it may be busy with another part of it
    const calledOff = (): void => this.leave(batch, resolve);
    this.visits.set(batch, { open, ended, resolve, reject, calledOff });
    batch.signal.addEventListener('abort', calledOff, { once: true });
  }

  private end(batch: LaneBatch, how: () => void): void {
    const visit = this.visits.get(batch);
    if (visit) batch.signal.removeEventListener('abort', visit.calledOff);
    this.visits.delete(batch);
    how();
  }

  /** Before all of it is stored. */
  private leave(batch: LaneBatch, how: () => void): void {
    for (const [id, seat] of this.seats) if (seat.arrival.batch === batch) this.vacate(id, seat);
    this.end(batch, how);
  }

  private oldestUntil(now: number): Arrival[] {
    const gone: Arrival[] = [];
    for (const [id, seat] of this.seats) {
      if (seat.until > now) break;
      this.vacate(id, seat);
      gone.push(seat.arrival);
    }
    return gone;
  }

  private wakeForOldest(): void {
    const [oldest] = this.seats.values();
    if (!oldest || this.timer) return;
    this.timer = setTimeout(() => this.wake(), Math.max(0, oldest.until - performance.now()));
  }

  private wake(): void {
    this.timer = undefined;
    void this.goOn(this.oldestUntil(performance.now()));
    this.wakeForOldest();
  }
}
