import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { NO_PREFERENCES, PRIORITIES, TYPES_AT_THE_START, type Profile } from '#libs/contracts';
import { LocalKeys, Vault } from '#libs/vault';
import type { FoundInline, FoundRecipient } from '../../recipients/found-recipient.js';
import { Sealer } from './build-notification.js';
import { decide } from './decide.js';
import type { IntakeItem } from './intake-item.js';
import { HELD, PLANNED } from './intent.js';

const vault = new Vault(new LocalKeys([{ id: 'k1', key: randomBytes(32) }]));
const context = { sealer: new Sealer(vault), at: new Date(), heldUntil: new Date(0), timeFactor: 1 };
const profile: Profile = {
  tenant_id: 'acme',
  user_id: 'user-456',
  version: 7,
  email: 'ada@example.com',
  devices: [],
  webhooks: [],
  preferences: NO_PREFERENCES,
};
const typeNamed = (name: string) => TYPES_AT_THE_START.find((type) => type.name === name)!;
const anItem = (over: Partial<IntakeItem> = {}): IntakeItem => ({
  tenantId: 'acme',
  recipient: { kind: 'user', userId: 'user-456' },
  type: typeNamed('order_update'),
  priority: 'medium',
  channels: ['email'],
  content: { title: 't', body: 'b' },
  traceparent: '',
  ...over,
});
const stored = (item: IntakeItem, found: FoundRecipient | FoundInline) => {
  const decision = decide(item, found, context);
  if (decision.kind !== 'store') throw decision.problem;
  return decision.notification;
};

describe('what becomes of a request', () => {
  it('is a plan with sealed targets, made with the version that was read', () => {
    const { state, intent } = stored(anItem(), { kind: 'found', profile });
    expect([state, intent.preferences_version]).toEqual([PLANNED, 7]);
    const target = intent.deliveries[0]?.target ?? '';
    expect(JSON.parse(vault.open('acme', target))).toEqual({ channel: 'email', email: 'ada@example.com' });
  });

  it('seals each chat of a user by itself', () => {
    const chats = { ...profile, slack_url: 'https://hooks.slack.com/services/T/B/X', whatsapp: '+14155550199' };
    const { intent } = stored(anItem({ channels: ['chat'] }), { kind: 'found', profile: chats });
    const targets = intent.deliveries.map(({ target = '' }) => JSON.parse(vault.open('acme', target)) as object);
    expect(targets).toMatchObject([
      { kind: 'slack', url: chats.slack_url },
      { kind: 'whatsapp', phone: chats.whatsapp },
    ]);
  });

  it('is a hold when nobody can say what the user wants', () => {
    const { state, intent } = stored(anItem({ channels: ['email', 'sms'] }), {
      kind: 'unavailable',
      lastKnown: profile,
    });
    expect(state).toBe(HELD);
    expect(intent.deliveries.map(({ channel, status, target }) => [channel, status, target])).toEqual([
      ['email', 'SCHEDULED', undefined],
      ['sms', 'SCHEDULED', undefined],
    ]);
  });

  it('is what was asked for if it is critical, without a version, so that it is asked again before it is sent', () => {
    const item = anItem({ type: typeNamed('security_alert'), priority: 'critical', channels: ['email'] });
    const { state, intent } = stored(item, { kind: 'unavailable', lastKnown: profile });
    expect([state, intent.preferences_version]).toEqual([PLANNED, undefined]);
    expect(intent.deliveries.map(({ channel }) => channel)).toEqual(['email']);
    expect(stored(item, { kind: 'unavailable' }).state).toBe(HELD);
  });

  it('goes out unread for the type alone, whatever the priority that was asked for', () => {
    const opted_out = { ...profile, preferences: { ...NO_PREFERENCES, opted_out: true } };
    const cases = fc.record({
      priority: fc.constantFrom(...PRIORITIES),
      critical: fc.boolean(),
      found: fc.constantFrom<(FoundRecipient | FoundInline)[]>(
        { kind: 'unavailable', lastKnown: profile },
        { kind: 'unavailable', lastKnown: opted_out },
        { kind: 'inline', suppressed: {}, readable: false },
      ),
    });
    fc.assert(
      fc.property(cases, ({ priority, critical, found }) => {
        const recipient: IntakeItem['recipient'] =
          found.kind === 'inline'
            ? { kind: 'inline', to: { email: 'ada@example.com' } }
            : { kind: 'user', userId: 'user-456' };
        const type = { ...typeNamed('newsletter'), critical };
        const { state, intent } = stored(anItem({ recipient, type, priority }), found);
        expect([state, intent.priority]).toEqual([critical ? PLANNED : HELD, priority]);
        if (!critical)
          expect(intent.deliveries[0]).toMatchObject({ status: 'SCHEDULED', due_at: context.heldUntil.toISOString() });
      }),
    );
  });

  it('is a refusal for an unknown user, and for one whom no channel reaches', () => {
    expect(decide(anItem(), { kind: 'unknown' }, context)).toMatchObject({
      problem: { status: 422, code: 'unknown_user' },
    });
    const nowhere = anItem({ channels: ['sms', 'push'] });
    expect(decide(nowhere, { kind: 'found', profile }, context)).toMatchObject({
      problem: { code: 'no_usable_channel' },
    });
  });
});
