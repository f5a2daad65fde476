import fc from 'fast-check';
import { consentTo } from '#libs/consent';
import { NO_PREFERENCES, PRIORITIES, type DispatchRecord, type Profile } from '#libs/contracts';
import { BatchInHand, Item } from './item.js';
import type { StationParts } from './ports.js';
import { timing } from './timing.js';
import { wishAfter } from './wish.js';

const profile = {
  time_zone: 'Europe/Vienna',
  preferences: { ...NO_PREFERENCES, quiet_hours: { start: '22:00', end: '07:00' } },
} as unknown as Profile;

const at = (now: string, over: Partial<StationParts> = {}) =>
  ({
    priority: 'medium',
    timing: timing(1_000),
    clock: { now: () => Date.parse(now) },
    preferences: {
      check: (records: readonly DispatchRecord[], when: Date) =>
        Promise.resolve(
          records.map((record) =>
            consentTo(
              profile,
              {
                name: record.notification_type,
                category: record.category ?? '',
                critical: record.critical === true,
                quiet_hours: 'hold',
              },
              record.channel,
              when,
            ),
          ),
        ),
    },
    ...over,
  }) as unknown as StationParts;

const retry = (over: Partial<DispatchRecord> = {}): Item => {
  const dispatch = { user_id: 'user-456', notification_type: 'order_update', channel: 'email', attempt: 2, ...over };
  return new Item({} as never, { timestamp: '2026-01-01T00:00:00.000Z', ...dispatch } as DispatchRecord, batch);
};
const batch = new BatchInHand({ records: [] } as never);

describe('a retry that falls into the quiet hours of its user', () => {
  const untilOf = async (now: string): Promise<number> => {
    const [item] = (await wishAfter([retry()], at(now)).unsure) as [Item];
    expect(item.wish).toMatchObject({ do: 'hold', reason: 'quiet_hours' });
    return (item.wish as { until: number }).until;
  };

  it.each([
    ['in summer', '2026-06-01T21:00:00Z', '2026-06-02T05:00:00Z'],
    ['in the night that is an hour shorter', '2026-03-28T22:00:00Z', '2026-03-29T05:00:00Z'],
    ['in the night that is an hour longer', '2026-10-24T22:00:00Z', '2026-10-25T06:00:00Z'],
  ])('waits for their end by the clock of the user, %s', async (_, now, end) => {
    const late = (await untilOf(now)) - Date.parse(end);
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThan(600_000);
  });

  it('goes out when they are over, and at any hour when it is critical', async () => {
    const [after] = (await wishAfter([retry()], at('2026-06-02T05:00:00Z')).unsure) as [Item];
    const [critical] = (await wishAfter([retry({ critical: true })], at('2026-06-01T21:00:00Z')).unsure) as [Item];
    expect([after.wish, critical.wish]).toEqual([{ do: 'send' }, { do: 'send' }]);
  });

  it('has expired when its time ends before they do', () => {
    const item = retry({ expires_at: '2026-06-01T20:00:00.000Z' });
    expect(wishAfter([item], at('2026-06-01T21:00:00Z')).ready).toEqual([item]);
    expect(item.wish).toEqual({ do: 'end', kind: 'expired', reason: 'expired' });
  });
});

describe('a first attempt that has waited in its lane', () => {
  const NOW = '2026-06-01T12:00:00.000Z';
  const aged = (ms: number): Item =>
    retry({ attempt: 1, preferences_version: 3, timestamp: new Date(Date.parse(NOW) - ms).toISOString() });
  const no = { answer: 'no', status: 'UNSUBSCRIBED', reason: 'opted_out_of_type' };
  const check = (records: readonly DispatchRecord[]) => Promise.resolve(records.map(() => no));
  const parts = at(NOW, { preferences: { check } } as unknown as Partial<StationParts>);

  it.each([60_001, 120_000])('for %d ms is not sent when its user does not want it any more', async (ms) => {
    const { ready, unsure } = wishAfter([aged(ms)], parts);
    expect(ready).toEqual([]);
    const [item] = (await unsure) as [Item];
    expect(item.wish).toEqual({ do: 'end', kind: 'unsubscribed', reason: 'opted_out_of_type' });
  });

  it.each([0, 60_000])('for %d ms goes by what was known when it was accepted', (ms) => {
    const item = aged(ms);
    expect(wishAfter([item], parts)).toEqual({ ready: [item], unsure: undefined });
    expect(item.wish).toEqual({ do: 'send' });
  });
});

describe('preferences that nobody can read', () => {
  const unreadable = {
    check: (records: readonly DispatchRecord[]) => Promise.resolve(records.map(() => 'unreadable')),
  };
  const over = { preferences: unreadable } as unknown as Partial<StationParts>;

  it('let go what is of a critical type, and hold all else in whatever lane, also records from before the flag', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...PRIORITIES),
        fc.constantFrom(true as const, undefined),
        fc.constantFrom('user-456', undefined),
        async (priority, critical, user_id) => {
          const parts = at('2026-06-01T21:00:00Z', { ...over, priority });
          const [item] = (await wishAfter([retry({ priority, critical, user_id })], parts).unsure) as [Item];
          expect(item.wish).toEqual(critical ? { do: 'send' } : { do: 'hold', reason: 'preferences_unreadable' });
        },
      ),
    ));
});
