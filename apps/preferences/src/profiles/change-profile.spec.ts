import fc from 'fast-check';
import { NO_PREFERENCES, type Device } from '#libs/contracts';
import { deleteDevice, forgetDevice, loseToken, putDevice, putUser, rotateWebhook } from './change-profile.js';
import type { ProfileDocument } from './profile-document.js';

const empty: ProfileDocument = {
  reachable: { devices: [], webhooks: [] },
  preferences: NO_PREFERENCES,
  locale: null,
  time_zone: null,
};
const user = { tenant_id: 'acme', user_id: 'ada' };
const device = (device_id: string, token: string): Device => ({ device_id, token, platform: 'ios' });

describe('a change of a user', () => {
  test('keeps what is left out and removes what is null', () => {
    const first = putUser({ ...user, email: 'ada@example.com', phone: '+491701234567', locale: 'de' })(empty);
    const second = putUser({ ...user, email: null, time_zone: 'Europe/Berlin' })(first);
    expect(second.reachable).toEqual({ phone: '+491701234567', devices: [], webhooks: [] });
    expect(second).toMatchObject({ locale: 'de', time_zone: 'Europe/Berlin' });
  });

  test('keeps chats as it keeps the other addresses', () => {
    const slack_url = 'https://hooks.slack.com/services/T/B/X';
    const first = putUser({ ...user, slack_url, whatsapp: '+491701234567' })(empty);
    const second = putUser({ ...user, whatsapp: null, phone: '+491701234568' })(first);
    expect(second.reachable).toEqual({ phone: '+491701234568', slack_url, devices: [], webhooks: [] });
  });

  test('leaves devices and preferences alone', () => {
    const before = putDevice(device('d', 't'))({
      ...empty,
      preferences: { ...NO_PREFERENCES, channels: { sms: false } },
    });
    const after = putUser({ ...user, email: 'ada@example.com' })(before);
    expect(after.reachable.devices).toEqual(before.reachable.devices);
    expect(after.preferences).toBe(before.preferences);
  });

  test('gives a new endpoint a secret of its own, and lets one that stays keep it', () => {
    const first = putUser({ ...user, webhooks: [{ url: 'https://a.example/x' }, { url: 'https://b.example' }] })(empty);
    const [a, b] = first.reachable.webhooks;
    expect(a?.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(a?.secret).not.toBe(b?.secret);
    const second = putUser({ ...user, webhooks: [{ url: 'https://c.example' }, { url: 'https://a.example/x' }] })(
      first,
    );
    expect(second.reachable.webhooks[1]).toEqual(a);
    expect(second.reachable.webhooks).toHaveLength(2);
  });

  test('an endpoint named twice is one', () => {
    const url = 'https://a.example';
    expect(putUser({ ...user, webhooks: [{ url }, { url }] })(empty).reachable.webhooks).toHaveLength(1);
  });

  test('never leaves two devices with one id or one token, whatever comes', () => {
    const devices = fc.array(fc.tuple(fc.constantFrom('d1', 'd2', 'd3'), fc.constantFrom('t1', 't2', 't3')));
    fc.assert(
      fc.property(devices, (puts) => {
        const { devices: left } = puts.reduce((doc, [id, token]) => putDevice(device(id, token))(doc), empty).reachable;
        expect(new Set(left.map((d) => d.device_id)).size).toBe(left.length);
        expect(new Set(left.map((d) => d.token)).size).toBe(left.length);
        const last = puts.at(-1);
        if (last) expect(left).toContainEqual(expect.objectContaining(device(...last)));
      }),
    );
  });

  const noon = new Date('2026-01-01T12:00:00.000Z');
  const after = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);
  const first = () => putDevice(device('d', 't'), noon)(empty);

  test('is none when an app tells of its token at every start, but within an hour', () => {
    expect(putDevice(device('d', 't'), after(59))(first())).toEqual(first());
    expect(putDevice(device('d', 't'), after(60))(first())).not.toEqual(first());
    expect(putDevice(device('d', 'other'), after(1))(first()).reachable.devices[0]?.registered_at).toBe(
      after(1).toISOString(),
    );
  });

  test('forgets a device that is dead since it was registered, and not one that was registered since', () => {
    const left = (since?: Date, token = 't') =>
      forgetDevice('d', token, since?.toISOString())(first()).reachable.devices;
    expect(left()).toEqual([]);
    expect(left(after(1))).toEqual([]);
    expect(left(after(-1))).toHaveLength(1);
    expect(left(after(1), 'another')).toHaveLength(1);
  });

  test('says so when there was nothing to take away', () => {
    const before = putDevice(device('d', 't'))(empty);
    expect(deleteDevice('other')(before)).toBe(before);
    expect(loseToken('other')(before)).toBe(before);
    expect(loseToken('t')(before).reachable.devices).toEqual([]);
  });

  it('gets a new secret for one webhook, which the old one signs beside for a while', () => {
    const urls = [{ url: 'https://a.example' }, { url: 'https://b.example' }];
    const before = putUser({ ...user, webhooks: urls })(empty);
    const [a, b] = before.reachable.webhooks;
    const now = new Date('2026-01-01T00:00:00Z');
    const { webhooks } = rotateWebhook(a!.endpoint_id, 60, now)(before).reachable;
    const previous = { secret: a!.secret, until: '2026-01-01T00:01:00.000Z' };
    expect(webhooks).toEqual([{ ...a, secret: expect.stringMatching(/^whsec_/) as string, previous }, b]);
    expect(webhooks[0]!.secret).not.toBe(a!.secret);
    expect(rotateWebhook(a!.endpoint_id, 0, now)(before).reachable.webhooks[0]).not.toHaveProperty('previous');
    expect(rotateWebhook('another', 60, now)(before)).toBe(before);
  });
});
