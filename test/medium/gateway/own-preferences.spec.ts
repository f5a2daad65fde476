/** What a user wants, changed word by word: by the producer, and by the end user. The real apps/preferences keeps it. */
import { newApiKey } from '#libs/auth';
import { MAX_NAMED_CHOICES, NO_PREFERENCES } from '#libs/contracts';
import { testTenant } from '#libs/testing';
import { PreferencesApp } from '../running/preferences-app.js';
import { RunningGateway } from './running-gateway.js';

const MASTER_KEYS = [{ id: 'k1', key: Buffer.alloc(32, 9) }];

describe('preferences, word by word', () => {
  let preferences: PreferencesApp;
  let gateway: RunningGateway;
  beforeAll(async () => {
    preferences = await PreferencesApp.begin(MASTER_KEYS);
    gateway = await RunningGateway.begin({ peer: preferences.peer }, { MASTER_KEYS });
  }, 60_000);
  afterAll(async () => {
    await gateway.end();
    await preferences.end();
  });

  let n = 0;
  const stored = async () => {
    const id = `user-${++n}`;
    await gateway.ask('PUT', `/v1/users/${id}`, { body: { email: `${id}@example.com` } });
    return id;
  };
  const patch = (id: string, body: unknown, headers = {}) =>
    gateway.ask('PATCH', `/v1/users/${id}/preferences`, { body, headers });
  const wishes = async (id: string) => (await gateway.ask('GET', `/v1/users/${id}/preferences`)).body;

  it('keeps what is left out, and takes back what is null', async () => {
    const id = await stored();
    await gateway.ask('PUT', `/v1/users/${id}/preferences`, {
      body: { types: { newsletter: { email: false, sms: false } }, quiet_hours: { start: '22:00', end: '07:00' } },
    });
    const { status, body } = await patch(id, {
      types: { newsletter: { sms: null } },
      categories: { marketing: { push: false } },
      quiet_hours: { end: '06:30' },
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      opted_out: false,
      types: { newsletter: { email: false } },
      categories: { marketing: { push: false } },
      channels: {},
      quiet_hours: { start: '22:00', end: '06:30' },
    });
    expect(await wishes(id)).toEqual(body);
  });

  it('can be written back as they were read when a type has gone meanwhile; new words on it are refused', async () => {
    const [id, other] = [await stored(), await stored()];
    const put = (user: string, body: unknown) => gateway.ask('PUT', `/v1/users/${user}/preferences`, { body });
    const type = { category: 'passing', channels: ['email'], priority: 'low', ttl_seconds: 3_600 };
    expect((await gateway.ask('PUT', '/v1/notification-types/passing_offer', { body: type })).status).toBe(201);
    const said = { types: { passing_offer: { email: false } }, categories: { passing: { sms: false } } };
    expect((await put(id, said)).status).toBe(200);
    await gateway.ask('DELETE', '/v1/notification-types/passing_offer');
    const read = await wishes(id);
    expect(read).toMatchObject(said);
    const written = await put(id, { ...read, channels: { push: false } });
    expect([written.status, written.body]).toEqual([200, { ...read, channels: { push: false } }]);
    const refused = await put(id, { ...read, types: { ...said.types, pasing_offer: { email: false } } });
    expect(refused.body.errors).toMatchObject([{ pointer: '/types/pasing_offer' }]);
    expect((await put(other, said)).body.errors).toHaveLength(2);
    expect((await put(id, { channels: { push: false } })).status).toBe(200);
    expect((await put(id, said)).status).toBe(400);
  });

  it('takes a merge patch by its right name', async () => {
    const id = await stored();
    const headers = { 'content-type': 'application/merge-patch+json' };
    expect((await patch(id, { opted_out: true }, headers)).body).toMatchObject({ opted_out: true });
  });

  it('loses no word when many are said at once', async () => {
    const id = await stored();
    const words = ['email', 'sms', 'push', 'in_app', 'webhook', 'chat'].flatMap((channel) => [
      { types: { newsletter: { [channel]: false } } },
      { types: { order_update: { [channel]: true } } },
      { categories: { marketing: { [channel]: false } } },
      { channels: { [channel]: false } },
    ]);
    const answers = await Promise.all(words.map((word) => patch(id, word)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const all = (word: boolean) => ({ email: word, sms: word, push: word, in_app: word, webhook: word, chat: word });
    expect(await wishes(id)).toMatchObject({
      types: { newsletter: all(false), order_update: all(true) },
      categories: { marketing: all(false) },
      channels: all(false),
    });
  });

  it('moves nothing where it is so already', async () => {
    const id = await stored();
    await patch(id, { channels: { sms: false } });
    const version = async () =>
      ((await gateway.ask('GET', `/v1/users/${id}`)).body as unknown as { version: number }).version;
    const before = await version();
    expect((await patch(id, { channels: { sms: false, push: null } })).status).toBe(200);
    expect(await version()).toBe(before);
  });

  it.each([
    [{ types: { newsleter: { email: false } } }, '/types/newsleter', /did you mean newsletter/],
    [{ categories: { market: { email: false } } }, '/categories/market', /no such category/],
    [{ channels: { pigeon: false } }, '/channels/pigeon', /./],
    [{ channels: { sms: 'no' } }, '/channels/sms', /boolean/],
    [{ quiet_hours: { start: '25:00' } }, '/quiet_hours/start', /time of day/],
    [{ quiet_hours: { start: '22:00' } }, '/quiet_hours', /start and an end/],
    [{ quiet_hours: { start: '22:00', end: '22:00' } }, '/quiet_hours', /another time/],
    [{ opted_in: true }, '/opted_in', /not a known field/],
  ])('refuses %j, and says where', async (body, pointer, detail) => {
    const id = await stored();
    const before = await wishes(id);
    const answer = await patch(id, body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].pointer).toContain(pointer);
    expect(answer.body.errors[0].detail).toMatch(detail);
    expect(await wishes(id)).toEqual(before);
  });

  /** Of names that may be said: nothing is wrong with them but how many they are. */
  const takenBack = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`gone-${i}`, null]));

  it.each(['types', 'categories'] as const)(
    'refuses %s without end, however they come, and stores none',
    async (field) => {
      const id = await stored();
      await patch(id, { channels: { sms: false } });
      const before = await wishes(id);
      const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`t${i}`, {}]));
      const told = [{ pointer: `/${field}`, detail: `must have at most ${MAX_NAMED_CHOICES} entries` }];
      const { token } = (await gateway.ask('POST', `/v1/users/${id}/tokens`, { body: {} })).body;
      const answers = [
        await gateway.ask('PUT', `/v1/users/${id}/preferences`, { body: { [field]: many } }),
        await patch(id, { [field]: many }),
        await patch(id, { [field]: takenBack(MAX_NAMED_CHOICES + 1) }),
        await gateway.ask('PATCH', '/v1/me/preferences', { key: token, body: { [field]: many } }),
      ];
      for (const { status, body } of answers) expect([status, body.errors]).toEqual([400, told]);
      const users = [{ id, email: 'other@example.com', preferences: { [field]: many } }, { id: `${id}-2` }];
      const { body } = await gateway.ask('PUT', '/v1/users/bulk', { body: { users } });
      expect(body.results).toMatchObject([
        { status: 400, problem: { errors: [{ pointer: '/preferences', detail: 'is not a known field' }] } },
        { status: 201 },
      ]);
      expect(await wishes(id)).toEqual(before);
      expect((await gateway.ask('GET', `/v1/users/${id}`)).body).toMatchObject({ email: `${id}@example.com` });
      expect((await patch(id, { [field]: takenBack(MAX_NAMED_CHOICES) })).status).toBe(200);
    },
  );

  it('refuses small patches that add up to too many', async () => {
    const id = await stored();
    const full = Object.fromEntries(Array.from({ length: MAX_NAMED_CHOICES }, (_, i) => [`gone-${i}`, { sms: false }]));
    const wanted = { ...NO_PREFERENCES, types: full, categories: full };
    const items = [{ tenant_id: gateway.tenant, user_id: id, preferences: wanted }];
    await preferences.peer.call('preferences.put_preferences', { items });
    for (const [field, name] of [
      ['types', 'newsletter'],
      ['categories', 'marketing'],
    ] as const) {
      const { status, body } = await patch(id, { [field]: { [name]: { email: false } } });
      expect([status, body.errors]).toMatchObject([400, [{ pointer: `/${field}` }]]);
    }
    expect(await wishes(id)).toEqual(wanted);
    expect((await patch(id, { types: { 'gone-1': null, newsletter: { email: false } } })).status).toBe(200);
  });

  it('lets a word on a type that is no more be taken back', async () => {
    const id = await stored();
    expect((await patch(id, { types: { gone: { email: null } }, categories: { gone: null } })).status).toBe(200);
  });

  it('knows nobody whom it was not told of, nor whom another tenant was', async () => {
    expect((await patch('nobody', { opted_out: true })).status).toBe(404);
    const [other, key] = [testTenant(), newApiKey()];
    await gateway.storeTenant(other, key);
    const id = await stored();
    const answer = await gateway.ask('PATCH', `/v1/users/${id}/preferences`, { key, body: { opted_out: true } });
    expect(answer.status).toBe(404);
    expect(await wishes(id)).toMatchObject({ opted_out: false });
  });

  it('are the end user’s own to see and to change, and nobody else’s', async () => {
    const [ada, bob] = [await stored(), await stored()];
    const { token } = (await gateway.ask('POST', `/v1/users/${ada}/tokens`, { body: {} })).body;
    const own = (method: string, body?: object) => gateway.ask(method, '/v1/me/preferences', { key: token, body });
    expect((await own('GET')).body).toMatchObject({ opted_out: false });
    expect((await own('PATCH', { channels: { email: false } })).body).toMatchObject({ channels: { email: false } });
    expect(await wishes(ada)).toMatchObject({ channels: { email: false } });
    expect(await wishes(bob)).toMatchObject({ channels: {} });
    expect((await own('PATCH', { types: { newsleter: { email: false } } })).status).toBe(400);
    expect((await gateway.ask('GET', '/v1/me/preferences')).status).toBe(401);
    expect((await gateway.ask('GET', `/v1/users/${bob}/preferences`, { key: token })).status).toBe(403);
    expect((await gateway.ask('PATCH', `/v1/users/${ada}/preferences`, { key: token, body: {} })).status).toBe(403);
  });
});
