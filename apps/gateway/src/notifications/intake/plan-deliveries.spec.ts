import fc from 'fast-check';
import { CHANNELS, NO_PREFERENCES, type Channel, type Preferences, type Profile } from '#libs/contracts';
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
const plan = (channels: Channel[], over: Partial<Profile> = {}, ignorePreferences = false) =>
  planDeliveries(
    { type: 'newsletter', channels, recipient: { kind: 'user', profile: aProfile(over) }, ignorePreferences },
    newId,
  );
const starts = (...args: Parameters<typeof plan>) => plan(...args).map(({ channel, status }) => `${channel} ${status}`);

describe('the plan of deliveries', () => {
  it('has one for each channel with a target', () => {
    expect(starts(['email', 'sms', 'in_app'])).toEqual(['email ACCEPTED', 'sms ACCEPTED', 'in_app ACCEPTED']);
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
    const preferences: Preferences = { channels: {}, types: { newsletter: { email: false } } };
    expect(starts(['email', 'push', 'sms'], { preferences })).toEqual([
      'email UNSUBSCRIBED',
      'push FAILED',
      'sms ACCEPTED',
    ]);
  });

  it("lets a type's own word beat that of the channel", () => {
    const preferences: Preferences = {
      channels: { email: false, sms: true },
      types: { newsletter: { email: true, sms: false } },
    };
    expect(starts(['email', 'sms'], { preferences })).toEqual(['email ACCEPTED', 'sms UNSUBSCRIBED']);
  });

  it('follows the channels alone when nobody can say what the user wants', () => {
    const preferences: Preferences = { channels: { email: false }, types: {} };
    expect(starts(['email'], { preferences }, true)).toEqual(['email ACCEPTED']);
  });

  it('takes the addresses that came with the request', () => {
    const to = { email: 'bob@example.org' };
    const made = planDeliveries(
      { type: 'x', channels: ['email', 'sms', 'in_app'], recipient: { kind: 'inline', to } },
      newId,
    );
    expect(made.map(({ status }) => status)).toEqual(['ACCEPTED', 'FAILED', 'FAILED']);
  });

  it('never sends where the user said no, whatever else is asked', () => {
    const choice = fc.dictionary(fc.constantFrom(...CHANNELS), fc.boolean());
    fc.assert(
      fc.property(fc.subarray([...CHANNELS], { minLength: 1 }), choice, choice, (channels, general, ofType) => {
        const made = plan(channels, { preferences: { channels: general, types: { newsletter: ofType } } });
        for (const { channel, status } of made) {
          if ((ofType[channel] ?? general[channel]) === false) expect(status).toBe('UNSUBSCRIBED');
        }
        expect(isUsable(made)).toBe(made.some(({ status }) => status === 'ACCEPTED'));
      }),
    );
  });
});
