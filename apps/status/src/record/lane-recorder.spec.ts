import { jest } from '@jest/globals';
import { uuidv7 } from '#libs/kernel';
import type { StatusEvent } from '#libs/contracts';
import type { ConsumedRecord, LaneBatch } from '#libs/messaging';
import { logger } from '#libs/observability';
import type { EventStore } from './event-store.js';
import { LaneRecorder } from './lane-recorder.js';
import type { Quarantine } from './quarantine.js';

const WAIT_MS = 1_000;
const MOST_WAITING = 2;

const anEvent = (kind: StatusEvent['kind'], delivery_id = uuidv7()): StatusEvent => ({
  v: 1,
  event_id: uuidv7(),
  kind,
  notification_id: delivery_id,
  delivery_id,
  tenant_id: 'acme',
  channel: 'email',
  priority: 'low',
  attempt: kind === 'accepted' ? 0 : 1,
  seq: 0,
  at: '2026-11-21T08:00:00.000Z',
});

class Batch implements LaneBatch {
  readonly topic = 'status';
  readonly ending = new AbortController();
  readonly signal = this.ending.signal;
  readonly records: ConsumedRecord[];
  readonly isDone: ConsumedRecord[] = [];

  constructor(
    readonly events: readonly StatusEvent[],
    readonly partition = 0,
  ) {
    this.records = events.map((event, i) => ({
      topic: 'status',
      partition,
      offset: String(i),
      key: null,
      value: JSON.stringify(event),
      bytes: Buffer.alloc(0),
      headers: {},
      timestamp: 0,
    }));
  }

  done = (record: ConsumedRecord): void => void this.isDone.push(record);
  allDone = (): void => this.records.forEach(this.done);
}

describe('recording what a lane brings', () => {
  let groups: string[][];
  let refuse: Error | undefined;
  let recorder: LaneRecorder;
  const ended: Batch[] = [];

  type Brought = Batch & { readonly told: Promise<unknown> };
  const bring = (...events: StatusEvent[]): Brought => bringFrom(0, ...events);
  const bringFrom = (partition: number, ...events: StatusEvent[]): Brought => {
    const batch = new Batch(events, partition);
    const told = recorder.record(batch).then(
      () => ended.push(batch),
      (error: unknown) => error,
    );
    return Object.assign(batch, { told });
  };
  const accepted = anEvent('accepted');
  const sent = anEvent('sent', accepted.delivery_id);

  beforeEach(() => {
    jest.useFakeTimers();
    [groups, refuse, ended.length] = [[], undefined, 0];
    const store = {
      store: (events: readonly StatusEvent[]) => {
        if (refuse) return Promise.reject(refuse);
        groups.push(events.map(({ event_id }) => event_id));
        return Promise.resolve(events.map((value) => ({ ok: true, value }) as const));
      },
    };
    const quarantine = { put: () => Promise.resolve() };
    recorder = new LaneRecorder(
      store as unknown as EventStore,
      quarantine as unknown as Quarantine,
      { tell: () => {} },
      logger('test'),
      { ms: WAIT_MS, most: MOST_WAITING },
    );
  });
  afterEach(() => jest.useRealTimers());

  it('stores an acceptance with what follows it, and only then is it done', async () => {
    const first = bring(accepted);
    await jest.advanceTimersByTimeAsync(WAIT_MS - 1);
    expect([groups, first.isDone, ended]).toEqual([[], [], []]);
    const second = bring(sent);
    await Promise.all([first.told, second.told]);
    expect(groups).toEqual([[accepted.event_id, sent.event_id]]);
    expect(first.isDone).toEqual(first.records);
    expect(second.isDone).toEqual(second.records);
  });

  it('waits for what follows no longer than it should, and for nothing else at all', async () => {
    const failed = anEvent('failed');
    const batch = bring(accepted, failed);
    await jest.advanceTimersByTimeAsync(0);
    expect(groups).toEqual([[failed.event_id]]);
    await jest.advanceTimersByTimeAsync(WAIT_MS);
    expect(groups).toEqual([[failed.event_id], [accepted.event_id]]);
    expect(batch.isDone).toHaveLength(2);
    expect(ended).toEqual([batch]);
  });

  it('lets no acceptance wait of which somebody may wait to see it', async () => {
    const batch = bring({ ...accepted, priority: 'medium' });
    await batch.told;
    expect(groups).toEqual([[accepted.event_id]]);
  });

  it('lets the newest go on where a partition has no seat left, until one becomes free', async () => {
    const [first, second, third, elsewhere] = Array.from({ length: 4 }, () => anEvent('accepted')) as [
      StatusEvent,
      StatusEvent,
      StatusEvent,
      StatusEvent,
    ];
    bring(first, second, third);
    bringFrom(1, elsewhere);
    await jest.advanceTimersByTimeAsync(0);
    expect(groups).toEqual([[third.event_id]]);
    const followed = anEvent('sent', first.delivery_id);
    bring(followed, anEvent('accepted'));
    await jest.advanceTimersByTimeAsync(0);
    expect(groups.slice(1)).toEqual([[first.event_id, followed.event_id]]);
  });

  it('stores what comes twice twice, rather than lose one of them', async () => {
    const [first, second] = [bring(accepted), bring(accepted)];
    await Promise.all([first.told, second.told]);
    expect(groups).toEqual([[accepted.event_id, accepted.event_id]]);
  });

  it('lets everything come again that was in a group that could not be stored', async () => {
    const first = bring(accepted);
    refuse = new Error('the database is away');
    const second = bring(sent);
    expect(await Promise.all([first.told, second.told])).toEqual([refuse, refuse]);
    expect([...first.isDone, ...second.isDone]).toEqual([]);
    refuse = undefined;
    const again = bring(accepted, sent);
    await again.told;
    expect(groups).toEqual([[accepted.event_id, sent.event_id]]);
  });

  it('lets those come again that waited in vain and could not be stored', async () => {
    refuse = new Error('the database is away');
    const batch = bring(accepted);
    await jest.advanceTimersByTimeAsync(WAIT_MS);
    expect(await batch.told).toBe(refuse);
    expect(batch.isDone).toEqual([]);
  });

  it('ends at once with what is called off, and leaves it undone', async () => {
    const batch = bring(accepted);
    batch.ending.abort();
    await batch.told;
    await jest.advanceTimersByTimeAsync(2 * WAIT_MS);
    expect([groups, batch.isDone]).toEqual([[], []]);
    const next = bring(sent);
    await next.told;
    expect(groups).toEqual([[sent.event_id]]);
  });
});
