import fc from 'fast-check';
import { CHANNELS, type EscalationStep } from '#libs/contracts';
import { STATUSES, uuidv7, type Status } from '#libs/kernel';
import { PLANNED, type Intent, type StoredNotification } from '../intake/intent.js';
import { escalating, escalationRows, isReached, shownSteps, stepRef, untriedChannels, withoutSteps } from './steps.js';

const intent: Intent = {
  type: 'order_update',
  category: 'transactional',
  priority: 'medium',
  channels: ['in_app'],
  when_in_doubt: 'resend',
  accepted_at: '2026-01-01T00:00:00.123Z',
  expires_at: '2026-01-08T00:00:00.123Z',
  deliveries: [],
};
const aNotification = (over: Partial<Intent> = {}): StoredNotification => ({
  id: uuidv7(),
  tenant_id: 'acme',
  state: PLANNED,
  content: '',
  intent: { ...intent, ...over },
});
const step = (over: Partial<EscalationStep> = {}): EscalationStep => ({
  after_seconds: 300,
  unless: 'READ',
  channels: ['push'],
  ...over,
});
const withSteps = (notification: StoredNotification, ...steps: EscalationStep[]) =>
  escalating(notification, { steps, timeFactor: 1, addresses: undefined });

describe('the steps of an escalation', () => {
  it('are due after their time, at most a hundredth of it and a second later', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_592_000 }),
        fc.double({ min: 0.001, max: 2, noNaN: true }),
        (s, factor) => {
          const { intent: made } = escalating(aNotification(), {
            steps: [step({ after_seconds: s })],
            timeFactor: factor,
            addresses: undefined,
          });
          const late = Date.parse(made.escalation![0]!.due_at) - Date.parse(intent.accepted_at) - s * 1_000 * factor;
          expect(late).toBeGreaterThanOrEqual(-1);
          expect(late).toBeLessThanOrEqual(Math.min(1_000, Math.max(10, s * 10 * factor + 1)));
        },
      ),
    );
  });

  it('of notifications that are accepted together share a row, of another moment or priority they do not', () => {
    const together = Array.from({ length: 3 }, () => withSteps(aNotification(), step(), step({ after_seconds: 600 })));
    const urgent = withSteps(aNotification({ priority: 'high' }), step());
    const rows = escalationRows([...together, urgent, aNotification()]);
    expect(rows.map(({ priority, records }) => [priority, records.length])).toEqual([
      ['medium', 3],
      ['medium', 3],
      ['high', 1],
    ]);
    expect(stepRef(rows[1]!.records[0]!.value)).toEqual({ id: together[0]!.id, step: 1 });
  });

  it('cost nothing where there are none, and nothing once they are cancelled', () => {
    expect(escalationRows([aNotification()])).toEqual([]);
    const one = withSteps(aNotification(), step());
    expect(escalationRows([{ ...one, intent: withoutSteps(one.intent) }])).toEqual([]);
  });

  it.each([
    ['READ', ['READ']],
    ['DELIVERED', ['DELIVERED', 'READ']],
  ] as const)('unless %s are satisfied by %j alone', (unless, enough) => {
    expect(STATUSES.filter((status) => isReached(step({ unless }), status))).toEqual([...enough]);
  });

  it('try a channel again if and only if all of its deliveries failed', () => {
    const channel = fc.constantFrom(...CHANNELS);
    const delivery = fc.record({ channel, status: fc.constantFrom<Status>(...STATUSES) });
    fc.assert(
      fc.property(fc.array(delivery, { maxLength: 8 }), (made) => {
        const deliveries = made.map((one) => ({ ...one, id: uuidv7(), status: 'ACCEPTED' as const }));
        const statusOf = new Map(deliveries.map(({ id }, i) => [id, made[i]!.status]));
        const failed = ['FAILED', 'BOUNCED', 'DEAD', 'EXPIRED'];
        expect(untriedChannels(step({ channels: CHANNELS }), deliveries, statusOf)).toEqual(
          CHANNELS.filter((one) => made.every((d) => d.channel !== one || failed.includes(d.status))),
        );
      }),
    );
  });

  it('are shown as what they have come to, before their time', () => {
    const { intent: made } = withSteps(aNotification(), step(), step({ after_seconds: 600, unless: 'DELIVERED' }));
    const shown = (status: Status, ended = false) => shownSteps(made, { status, ended })?.map(({ state }) => state);
    expect(shown('SENT')).toEqual(['waiting', 'waiting']);
    expect(shown('DELIVERED')).toEqual(['waiting', 'not_needed']);
    expect(shown('READ')).toEqual(['not_needed', 'not_needed']);
    expect(shown('CANCELLED', true)).toEqual(['cancelled', 'cancelled']);
    expect(shownSteps(intent, { status: 'READ', ended: false })).toBeUndefined();
  });
});
