import fc from 'fast-check';
import { factsOf, mergeFacts, NO_FACTS, statusOf, type LifecycleEvent } from './facts.js';
import { EVENT_KINDS, notificationStatus, type EventKind } from './status.js';

const event = (kind: EventKind, attempt = 1, seq = 0): LifecycleEvent => ({ kind, attempt, seq });
const statusAfter = (...events: LifecycleEvent[]) => statusOf(events.map(factsOf).reduce(mergeFacts, NO_FACTS));

const anyEvent = fc.record({
  kind: fc.constantFrom(...EVENT_KINDS),
  attempt: fc.integer({ min: 0, max: 40 }),
  seq: fc.integer({ min: 0, max: 5 }),
  reason: fc.option(fc.constantFrom('retry', 'in_doubt', 'quiet_hours'), { nil: undefined }),
  dueAt: fc.option(fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'), { nil: undefined }),
});
const shuffled = fc
  .array(anyEvent, { maxLength: 12 })
  .chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })));

describe('the facts of a delivery', () => {
  it('give the same result in whatever order the events come', () => {
    fc.assert(
      fc.property(shuffled, ([inOrder, mixed]) => {
        const fold = (events: LifecycleEvent[]) => events.map(factsOf).reduce(mergeFacts, NO_FACTS);
        expect(fold(mixed)).toEqual(fold(inOrder));
      }),
    );
  });

  it('do not change when events come again, or in other groups', () => {
    fc.assert(
      fc.property(shuffled, fc.nat(12), ([events], cut) => {
        const fold = (part: LifecycleEvent[]) => part.map(factsOf).reduce(mergeFacts, NO_FACTS);
        const whole = fold(events);
        expect(mergeFacts(fold(events.slice(0, cut)), fold(events.slice(cut)))).toEqual(whole);
        expect(mergeFacts(whole, fold(events))).toEqual(whole);
      }),
    );
  });

  it.each<[string, LifecycleEvent[], string]>([
    ['proof of delivery beats a failure', [event('delivered'), event('failed')], 'DELIVERED'],
    ['proof of delivery beats expiry', [event('expired'), event('delivered')], 'DELIVERED'],
    ['proof of delivery beats a cancellation', [event('cancelled'), event('delivered')], 'DELIVERED'],
    ['a hard bounce beats delivery', [event('bounced'), event('delivered')], 'BOUNCED'],
    ['READ beats all', [event('bounced'), event('read'), event('failed')], 'READ'],
    ['a late failure of attempt 1 does not undo attempt 2', [event('sent', 2), event('failed', 1)], 'SENT'],
    ['a late success of attempt 1 beats the failure of attempt 2', [event('failed', 2), event('sent', 1)], 'SENT'],
    ['a failure undoes the success of its own attempt', [event('sent', 1), event('failed', 1)], 'FAILED'],
    [
      'a callback may come before its settlement',
      [event('delivered'), event('sent'), event('processing')],
      'DELIVERED',
    ],
    ['a late settlement takes it out of the dead letters', [event('dead'), event('sent', 2)], 'SENT'],
    ['a complaint proves delivery', [event('failed'), event('complained')], 'DELIVERED'],
    ['who opts out after it came has got it', [event('unsubscribed'), event('delivered')], 'DELIVERED'],
    ['opening proves delivery', [event('sent'), event('opened')], 'DELIVERED'],
    [
      'the later change of the ledger row is further',
      [event('processing', 2, 4), event('scheduled', 2, 3)],
      'PROCESSING',
    ],
    ['a retry is scheduled after its attempt', [event('processing', 1, 1), event('scheduled', 2, 2)], 'SCHEDULED'],
  ])('%s', (_, events, expected) => {
    expect(statusAfter(...events)).toBe(expected);
    expect(statusAfter(...events.toReversed())).toBe(expected);
  });
});

describe('the status of a notification', () => {
  it('is that of its furthest delivery', () => {
    expect(notificationStatus(['FAILED', 'SENT', 'ACCEPTED'])).toBe('SENT');
    expect(notificationStatus(['FAILED', 'ACCEPTED'])).toBe('ACCEPTED');
    expect(notificationStatus(['UNSUBSCRIBED', 'FAILED'])).toBe('FAILED');
    expect(notificationStatus([])).toBe('ACCEPTED');
  });
});
