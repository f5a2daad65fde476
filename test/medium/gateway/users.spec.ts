/** What people know of their users, as it is taken in and as it is refused: with clear words, and nothing stored by halves. */
import { MAX_DEVICES, NO_PREFERENCES, type PutUser } from '#libs/contracts';
import { PeerRefusedError } from '#libs/rpc';
import { RunningGateway } from './running-gateway.js';

describe('a user', () => {
  let gateway: RunningGateway;
  const stored: PutUser[] = [];
  beforeAll(async () => {
    gateway = await RunningGateway.begin();
    gateway.peers.answers.set('preferences.put_user', (user: PutUser) => {
      stored.push(user);
      const { email, phone, slack_url, whatsapp, attributes, ...rest } = user;
      const chats = { slack_url: slack_url ?? undefined, whatsapp: whatsapp ?? undefined };
      const addresses = { email: email ?? undefined, phone: phone ?? undefined, ...chats };
      const contact = { ...addresses, attributes: attributes ?? undefined };
      const profile = { ...rest, ...contact, version: 1, devices: [], webhooks: [], preferences: NO_PREFERENCES };
      return { profile, created: true, new_endpoint_ids: [] };
    });
  }, 30_000);
  beforeEach(() => (stored.length = 0));
  afterAll(() => gateway.end());

  const put = (body: object) => gateway.ask('PUT', '/v1/users/ada', { body });

  it('is kept as every other system writes it', async () => {
    const { status, body } = await put({
      email: 'Ada@BÜCHER.example',
      phone: '+1 (415) 555-0123',
      locale: 'DE-at',
      time_zone: 'Asia/Calcutta',
      attributes: { plan: 'gold', seats: 3, trial: false, constructor: 'x' },
    });
    expect(status).toBe(201);
    const kept = {
      email: 'Ada@xn--bcher-kva.example',
      phone: '+14155550123',
      locale: 'de-AT',
      time_zone: 'Asia/Calcutta',
      attributes: { plan: 'gold', seats: 3, trial: false, constructor: 'x' },
    };
    expect(stored).toMatchObject([kept]);
    expect(body).toMatchObject(kept);
  });

  it('is told of their chats what shows them, and not what posts there', async () => {
    const slack_url = 'https://hooks.slack.com/services/T0000/B0000/SecretXyz9';
    const { status, body } = await put({ slack_url, whatsapp: '+1 (415) 555-0199' });
    expect(status).toBe(201);
    expect(stored).toMatchObject([{ slack_url, whatsapp: '+14155550199' }]);
    expect(body).toMatchObject({ slack_url_end: 'Xyz9', whatsapp: '+14155550199' });
    expect(JSON.stringify(body)).not.toContain('Secret');
  });

  const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i]));
  it.each([
    ['/email', { email: 'ada@example.com ' }],
    ['/email', { email: 'ada@example.com\r\nbcc: bob@example.com' }],
    ['/phone', { phone: '0664 1234567' }],
    ['/whatsapp', { whatsapp: '0664 1234567' }],
    ['/slack_url', { slack_url: 'hooks.slack.com/services/T/B/X' }],
    ['/slack_url', { slack_url: 'file:///etc/passwd' }],
    ['/phone', { phone: '+١٤١٥٥٥٥٠١٢٣' }],
    ['/locale', { locale: 'de_AT' }],
    ['/time_zone', { time_zone: 'Mars/Olympus' }],
    ['/attributes', { attributes: keys(10_000) }],
    ['/attributes/a', { attributes: { a: { deep: 1 } } }],
    ['/attributes/a', { attributes: { a: null } }],
    ['/attributes/a', { attributes: { a: 'x'.repeat(513) } }],
    [`/attributes/${'k'.repeat(65)}`, { attributes: { ['k'.repeat(65)]: 1 } }],
  ])('is refused for its %s, and not stored', async (pointer, wrong) => {
    const { status, body } = await put({ locale: 'de', ...wrong });
    expect([status, body.errors[0].pointer]).toEqual([400, pointer]);
    expect(stored).toEqual([]);
  });

  it('with a field named __proto__ is refused, in attributes too', async () => {
    const text = '{"attributes": {"__proto__": 1}}';
    const headers = { 'content-type': 'application/json' };
    expect((await gateway.ask('PUT', '/v1/users/ada', { text, headers })).status).toBe(400);
  });

  it('among many that is wrong leaves the others alone', async () => {
    const users = [{ id: 'a', phone: '+43 664 1234567' }, { id: 'b', phone: '1' }, { id: 'c' }];
    const { body } = await gateway.ask('PUT', '/v1/users/bulk', { body: { users } });
    expect(body.results.map(({ status }) => status)).toEqual([201, 400, 201]);
    expect(stored.map(({ user_id, phone }) => [user_id, phone])).toEqual([
      ['a', '+436641234567'],
      ['c', undefined],
    ]);
  });

  const one = { email: 'ada@example.com' };
  const sent = { notification_type: 'order_update', content: { title: 'x', body: 'x' } };
  it.each<[string, string, object | undefined]>([
    ['PUT', '/v1/users/bulk', one],
    ['GET', '/v1/users/bulk', undefined],
    ['DELETE', '/v1/users/bulk', undefined],
    ['PUT', '/v1/users/bulk/preferences', {}],
    ['POST', '/v1/users/bulk/tokens', undefined],
    ['POST', '/v1/notifications', { ...sent, user_id: 'bulk' }],
    ['POST', '/v1/notifications', { ...sent, user_ids: ['ada', 'bulk'] }],
    ['GET', '/v1/notifications?user_id=bulk', undefined],
  ])('has never the id bulk: %s %s says that it means something else', async (method, path, body) => {
    const answer = await gateway.ask(method, path, { body });
    expect(answer.status).toBe(400);
    expect(answer.body.detail).toMatch(/bulk/);
    expect(stored).toEqual([]);
  });

  it('with the id bulk is refused among many, and the others are stored', async () => {
    const { body } = await gateway.ask('POST', '/v1/users/bulk', { body: { users: [{ id: 'bulk' }, { id: 'Bulk' }] } });
    expect(body.results.map(({ status }) => status)).toEqual([400, 201]);
    expect(stored.map(({ user_id }) => user_id)).toEqual(['Bulk']);
  });

  it('with more devices than a person can have is told so', async () => {
    gateway.peers.answers.set('preferences.put_devices', () => {
      throw new PeerRefusedError('too_many_devices', 'too many', { level: 'info' });
    });
    const { status, body } = await gateway.ask('PUT', '/v1/users/ada/devices/one', {
      body: { token: 't', platform: 'ios' },
    });
    expect([status, body.code]).toEqual([422, 'too_many_devices']);
    const devices = Array.from({ length: MAX_DEVICES + 1 }, (_, i) => ({ token: `t${i}`, platform: 'ios' }));
    expect((await gateway.ask('PUT', '/v1/users/ada/devices', { body: { devices } })).status).toBe(400);
  });
});
