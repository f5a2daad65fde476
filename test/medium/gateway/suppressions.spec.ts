/** Nothing goes to an address that is suppressed, stored or given with the request, and nothing is guessed of one that cannot be asked about. */
import { moveVersions, suppressionKey, SUPPRESSIONS_NAMESPACE } from '#libs/cache';
import type { AddressKey, SuppressibleChannel, SuppressionReason } from '#libs/contracts';
import { until } from '#libs/testing';
import { addressHash } from '#libs/vault';
import { RunningGateway } from './running-gateway.js';

describe('a suppressed address', () => {
  let gateway: RunningGateway;
  let count = 0;
  beforeAll(async () => {
    gateway = await RunningGateway.begin();
  }, 30_000);
  afterAll(() => gateway.end());
  afterEach(() => {
    gateway.peers.away = false;
  });

  const anEmail = () => `ada-${++count}@example.com`;
  const keyOf = (channel: SuppressibleChannel, address: string): AddressKey => ({
    tenant_id: gateway.tenant,
    channel,
    address_hash: addressHash(gateway.resourcesOf().vault, gateway.tenant, channel, address),
  });
  /** As apps/preferences does it: stored, then told, then answered. */
  const suppress = async (channel: SuppressibleChannel, address: string, reason: SuppressionReason = 'manual') => {
    const key = keyOf(channel, address);
    gateway.peers.suppress({ ...key, reason, source: 'test' });
    await moveVersions(gateway.resourcesOf().redis, SUPPRESSIONS_NAMESPACE, [suppressionKey(key)]);
  };
  const send = (to: object, over: object = {}) => gateway.send({ to, ...over });
  const critical = { notification_type: 'security_alert' };

  it('gets nothing from the very next notification on, however critical and however written', async () => {
    const email = anEmail();
    expect((await send({ email })).status).toBe(202);
    await suppress('email', email, 'hard_bounce');
    for (const over of [{}, critical]) {
      const { status, body } = await send({ email: email.toUpperCase() }, over);
      expect([status, body.code]).toEqual([422, 'no_usable_channel']);
      expect(body.detail).toContain('came back');
    }
  });

  it('leaves the other channels alone', async () => {
    const email = anEmail();
    await suppress('email', email, 'complaint');
    const { body } = await send({ email, phone: '+14155550123' }, { channels: ['email', 'sms'] });
    expect(body.deliveries).toMatchObject([
      { channel: 'email', status: 'SUPPRESSED', reason: 'suppressed_complaint' },
      { channel: 'sms', status: 'ACCEPTED' },
    ]);
  });

  it('is asked about once, and again when its version has moved', async () => {
    const email = anEmail();
    for (gateway.peers.away of [false, true]) expect((await send({ email })).body.status).toBe('ACCEPTED');
  });

  it('that cannot be asked about waits, and is planned when it can', async () => {
    const [good, bad] = [anEmail(), anEmail()];
    gateway.peers.away = true;
    const held = [await send({ email: good }, { channels: ['email', 'push'] }), await send({ email: bad })];
    for (const { status, body } of held) {
      expect([status, body.status]).toEqual([202, 'SCHEDULED']);
      expect(JSON.stringify(await gateway.database.query('select intent from notifications'))).not.toContain('ada-');
    }
    expect(held[0]?.body.deliveries).toMatchObject([
      { channel: 'email', status: 'SCHEDULED', reason: 'preferences_unavailable' },
      { channel: 'push', status: 'FAILED', reason: 'no_target' },
    ]);
    await suppress('email', bad, 'stop');
    gateway.peers.away = false;
    const [first = '', second = ''] = held.map(({ body }) => body.id);
    await until(() => gateway.kafka.about(first, 'dispatch').length === 1, { timeoutMs: 15_000 });
    const kinds = () => gateway.kafka.about(second, 'status').map(({ value }) => value.kind);
    await until(() => kinds().includes('suppressed'), { timeoutMs: 15_000 });
    expect(gateway.kafka.about(second, 'dispatch')).toEqual([]);
  }, 20_000);

  it('that cannot be asked about gets what is critical', async () => {
    gateway.peers.away = true;
    expect((await send({ email: anEmail() }, critical)).body.status).toBe('ACCEPTED');
  });

  it('is told of by the API, and never shown', async () => {
    const ask = async (path: string, body: object) =>
      (await gateway.ask('POST', `/v1/suppressions${path}`, { body })).body;
    const email = 'Ada.Told@Example.com';
    const stored = await ask('', { channel: 'email', address: email, note: 'asked by phone' });
    expect(stored).toMatchObject({ channel: 'email', reason: 'manual', source: 'api', note: 'asked by phone' });
    const asked = await ask('/check', { channel: 'email', address: 'ada.told@example.com' });
    expect(asked).toMatchObject({ suppressed: true, suppression: { id: stored.id } });
    expect(await ask('/check', { channel: 'sms', address: '+1 415 555 0199' })).toEqual({ suppressed: false });
    expect(JSON.stringify([stored, asked]).toLowerCase()).not.toContain('ada');
  });

  it('is checked before it is stored, each of many by itself', async () => {
    const bad = [
      { channel: 'email', address: '+14155550123' },
      { channel: 'push', address: 'x' },
      { channel: 'sms', address: '4155550123' },
      { channel: 'email', address: 'a@example.com', expires_at: '2020-01-01T00:00:00Z' },
      { channel: 'email', address: 'a@example.com', reason: 'because' },
    ];
    const suppressions = [...bad, { channel: 'email', address: 'a@example.com' }, 7];
    const { body } = await gateway.ask('POST', '/v1/suppressions/bulk', { body: { suppressions } });
    expect(body.results.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 201, 400]);
    expect(body.results[1].problem.errors[0]).toEqual({ pointer: '/channel', detail: 'must be email, sms or chat' });
    expect((await gateway.ask('DELETE', '/v1/suppressions/x')).status).toBe(404);
  });
});
