import fc from 'fast-check';
import type { TypeRules } from '#libs/consent';
import {
  CHANNELS,
  NO_PREFERENCES,
  type Channel,
  type Preferences,
  type Profile,
  type TestRedirect,
} from '#libs/contracts';
import { isUsable, planDeliveries } from './plan-deliveries.js';

let next = 0;
const newId = () => `d-${next++}`;
const aProfile = (over: Partial<Profile> = {}): Profile => ({
  tenant_id: 'acme',
  user_id: 'user-456',
  version: 1,
  email: 'ada@example.com',
  phone: '+14155550123',
  devices: [],
  webhooks: [],
  preferences: NO_PREFERENCES,
  ...over,
});
const newsletter: TypeRules = { name: 'newsletter', category: 'marketing', critical: false, quiet_hours: 'hold' };
const night = new Date('2026-06-01T23:00:00Z');
const plan = (channels: Channel[], over: Partial<Profile> = {}, critical = false) =>
  planDeliveries(
    {
      type: { ...newsletter, critical },
      channels,
      recipient: { kind: 'user', profile: aProfile(over) },
      at: night,
      timeFactor: 1,
    },
    newId,
  );
const starts = (...args: Parameters<typeof plan>) => plan(...args).map(({ channel, status }) => `${channel} ${status}`);

describe('the plan of deliveries', () => {
  it('has one for each channel with a target', () => {
    expect(starts(['email', 'sms', 'in_app'])).toEqual(['email ACCEPTED', 'sms ACCEPTED', 'in_app ACCEPTED']);
  });

  it('has one for each chat of a user, and fails where there is none', () => {
    const chats = { slack_url: 'https://hooks.slack.com/services/T/B/X', whatsapp: '+14155550199' };
    const targets = plan(['chat'], chats).map((one) => one.status === 'ACCEPTED' && one.target);
    expect(targets).toEqual([
      { channel: 'chat', kind: 'slack', url: chats.slack_url },
      { channel: 'chat', kind: 'whatsapp', phone: chats.whatsapp },
    ]);
    expect(starts(['chat'])).toEqual(['chat FAILED']);
  });

  it('leads e-mail and SMS of a test to where its key says, and only those, and only where there was a target', () => {
    const redirected = (over: Partial<Profile>, redirect: TestRedirect) => {
      const recipient = { kind: 'user', profile: aProfile(over) } as const;
      const channels = ['email', 'sms', 'in_app'] as const;
      const made = planDeliveries({ type: newsletter, channels, recipient, at: night, timeFactor: 1, redirect }, newId);
      return made.map((d) => (d.status === 'ACCEPTED' ? [d.redirected ?? false, d.target] : d.status));
    };
    const [email, phone] = ['qa@example.com', '+14155550199'];
    const inbox = [false, { channel: 'in_app', user_id: 'user-456' }];
    expect(redirected({}, { email, phone })).toEqual([
      [true, { channel: 'email', email }],
      [true, { channel: 'sms', phone }],
      inbox,
    ]);
    expect(redirected({}, { email })).toEqual([
      [true, { channel: 'email', email }],
      [false, { channel: 'sms', phone: '+14155550123' }],
      inbox,
    ]);
    expect(redirected({ email: undefined }, { email, phone })).toEqual([
      'FAILED',
      [true, { channel: 'sms', phone }],
      inbox,
    ]);
    const out = { preferences: { ...NO_PREFERENCES, channels: { sms: false } } };
    expect(redirected(out, { phone })[1]).toBe('UNSUBSCRIBED');
  });

  it('has one for each device and each endpoint', () => {
    const devices = ['a', 'b', 'c'].map((id) => ({ device_id: id, token: `t-${id}`, platform: 'ios' as const }));
    const webhooks = ['x', 'y'].map((id) => ({ endpoint_id: id, url: `https://${id}.example`, secret: 'whsec_1' }));
    const made = plan(['push', 'webhook'], { devices, webhooks });
    expect(made.map((d) => d.status === 'ACCEPTED' && d.target)).toEqual([
      ...devices.map((device) => ({ channel: 'push', ...device })),
      ...webhooks.map((endpoint) => ({ channel: 'webhook', ...endpoint })),
    ]);
    expect(new Set(made.map(({ id }) => id)).size).toBe(5);
  });

  it('starts a channel without a target FAILED and an opted-out one UNSUBSCRIBED', () => {
    const preferences: Preferences = { ...NO_PREFERENCES, types: { newsletter: { email: false } } };
    expect(starts(['email', 'push', 'sms'], { preferences })).toEqual([
      'email UNSUBSCRIBED',
      'push FAILED',
      'sms ACCEPTED',
    ]);
  });

  it("lets a type's own word beat that of the channel", () => {
    const preferences: Preferences = {
      ...NO_PREFERENCES,
      channels: { email: false, sms: true },
      types: { newsletter: { email: true, sms: false } },
    };
    expect(starts(['email', 'sms'], { preferences })).toEqual(['email ACCEPTED', 'sms UNSUBSCRIBED']);
  });

  it('follows the channels alone when nobody can say what the user wants', () => {
    const preferences: Preferences = { ...NO_PREFERENCES, channels: { email: false } };
    expect(starts(['email'], { preferences }, true)).toEqual(['email ACCEPTED']);
  });

  it('sends nothing to an address that was suppressed when its user was last known', () => {
    expect(starts(['email', 'sms'], { suppressed: { email: 'complaint' } }, true)).toEqual([
      'email SUPPRESSED',
      'sms ACCEPTED',
    ]);
  });

  it('holds what would ring at night, one delivery a channel, until some minutes after the opening', () => {
    const preferences: Preferences = { ...NO_PREFERENCES, quiet_hours: { start: '22:00', end: '07:00' } };
    const devices = ['a', 'b'].map((id) => ({ device_id: id, token: `t-${id}`, platform: 'ios' as const }));
    const made = plan(['push', 'in_app'], { preferences, devices });
    expect(made.map(({ channel, status }) => `${channel} ${status}`)).toEqual(['push SCHEDULED', 'in_app ACCEPTED']);
    const [push] = made;
    const due = push?.status === 'SCHEDULED' ? Date.parse(push.due_at) : 0;
    expect(due - Date.parse('2026-06-02T07:00:00Z')).toBeGreaterThanOrEqual(0);
    expect(due - Date.parse('2026-06-02T07:00:00Z')).toBeLessThan(600_000);
  });

  it('takes the addresses that came with the request', () => {
    const to = { email: 'bob@example.org' };
    const made = planDeliveries(
      {
        type: newsletter,
        channels: ['email', 'sms', 'in_app'],
        recipient: { kind: 'inline', to },
        at: night,
        timeFactor: 1,
      },
      newId,
    );
    expect(made.map(({ status }) => status)).toEqual(['ACCEPTED', 'FAILED', 'FAILED']);
  });

  it('never sends where the user said no, whatever else is asked', () => {
    const choice = fc.dictionary(fc.constantFrom(...CHANNELS), fc.boolean());
    fc.assert(
      fc.property(fc.subarray([...CHANNELS], { minLength: 1 }), choice, choice, (channels, general, ofType) => {
        const made = plan(channels, {
          preferences: { ...NO_PREFERENCES, channels: general, types: { newsletter: ofType } },
        });
        for (const { channel, status } of made) {
          if ((ofType[channel] ?? general[channel]) === false) expect(status).toBe('UNSUBSCRIBED');
        }
        expect(isUsable(made)).toBe(made.some(({ status }) => status === 'ACCEPTED'));
      }),
    );
  });
});
