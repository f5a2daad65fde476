/** Bad input gets a clear answer: a problem that names the field, and never a 5xx. */
import { problemAnswer } from '../../../apps/gateway/src/api-page/answer.js';
import { RunningGateway, aRequest, type Answer } from './running-gateway.js';

describe('bad input', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await RunningGateway.begin();
  }, 30_000);
  afterAll(() => gateway.end());

  const pointers = ({ body }: Answer) => (body.errors ?? []).map((one) => one.pointer);
  const isProblem = ({ status, headers, body }: Answer) => {
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(problemAnswer.parse(body).status).toBe(status);
  };

  it.each<[string, object, string]>([
    ['a wrong type', { content: { title: 1, body: 'b' } }, '/content/title'],
    ['an unknown field', { colour: 'red' }, '/colour'],
    ['an unknown field within', { content: { title: 't', body: 'b', html: 'h' } }, '/content/html'],
    ['an unknown type', { notification_type: 'nothing' }, '/notification_type'],
    ['an unknown channel', { channels: ['email', 'pigeon'] }, '/channels/1'],
    ['an unknown priority', { priority: 'urgent' }, '/priority'],
    ['a bad address', { to: { email: 'ada@' } }, '/to/email'],
    ['a bad number', { to: { phone: '0664 123' } }, '/to/phone'],
    ['a number that is none', { to: { phone: '+1' } }, '/to/phone'],
    ['no recipient', { to: undefined }, '/user_id'],
    ['two recipients', { user_id: 'a' }, '/to'],
    ['no channels', { channels: [] }, '/channels'],
    ['a header in the title', { content: { title: 'a\r\nBcc: x@example.com', body: 'b' } }, '/content/title'],
    ['NUL', { content: { title: 'a', body: 'b\u0000' } }, '/content/body'],
    ['metadata that is no text', { metadata: { a: 1 } }, '/metadata/a'],
    ['an empty key', { idempotency_key: '' }, '/idempotency_key'],
  ])('%s is a 400 that says where', async (_, over, pointer) => {
    const answer = await gateway.send(over);
    expect(answer.status).toBe(400);
    isProblem(answer);
    expect(pointers(answer)).toContain(pointer);
  });

  it.each<[string, string, number]>([
    ['malformed JSON', '{"a":', 400],
    ['no body', '', 400],
    ['an array', '[]', 400],
    ['null', 'null', 400],
    ['a number', '1e999', 400],
    ['deep nesting', `{"content":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 400],
    ['__proto__', '{"__proto__":{"x":1}}', 400],
    ['a lone surrogate', '{"user_id":"\\ud800"}', 400],
    ['too much', JSON.stringify({ a: 'x'.repeat(300_000) }), 413],
  ])('%s gets its answer', async (_, text, status) => {
    const answer = await gateway.ask('POST', '/v1/notifications', { text });
    expect(answer.status).toBe(status);
    isProblem(answer);
  });

  it('an unknown type is told which ones are near', async () => {
    const { body } = await gateway.send({ notification_type: 'order_updat' });
    expect(body.detail).toContain('there is no type "order_updat"; did you mean order_update?');
  });

  it.each<[string, object, string]>([
    ['that are empty', { start: '22:00', end: '22:00' }, '/quiet_hours/end'],
    ['without an end', { start: '22:00' }, '/quiet_hours/end'],
    ['at a time that no clock shows', { start: '24:00', end: '07:00' }, '/quiet_hours/start'],
    ['with seconds', { start: '22:00:00', end: '07:00' }, '/quiet_hours/start'],
    ['of no channel', { start: '22:00', end: '07:00', channels: [] }, '/quiet_hours/channels'],
    ['of a pigeon', { start: '22:00', end: '07:00', channels: ['pigeon'] }, '/quiet_hours/channels/0'],
    ['in a zone of their own', { start: '22:00', end: '07:00', time_zone: 'UTC' }, '/quiet_hours/time_zone'],
  ])('quiet hours %s are a 400 that says where', async (_, quiet_hours, pointer) => {
    const answer = await gateway.ask('PUT', '/v1/users/ada/preferences', { body: { quiet_hours } });
    expect(answer.status).toBe(400);
    isProblem(answer);
    expect(pointers(answer)).toEqual([pointer]);
  });

  it('quiet hours may pass midnight', async () => {
    let stored: unknown;
    gateway.peers.answers.set('preferences.put_preferences', ({ preferences }: { preferences: object }) => {
      stored = preferences;
      return { ...gateway.peers.store(gateway.tenant, 'ada'), preferences };
    });
    const quiet_hours = { start: '22:00', end: '07:00' };
    const { status } = await gateway.ask('PUT', '/v1/users/ada/preferences', { body: { quiet_hours } });
    expect([status, stored]).toMatchObject([200, { quiet_hours }]);
  });

  it.each(['Mars/Olympus', 'Europe/vienna ', '', 'GMT+25', '__proto__', '../etc'])(
    'a time zone that is none (%j) is a 400 that says so',
    async (time_zone) => {
      const answer = await gateway.ask('PUT', '/v1/users/ada', { body: { time_zone } });
      expect(answer.status).toBe(400);
      isProblem(answer);
      expect(pointers(answer)).toEqual(['/time_zone']);
    },
  );

  it.each<[string, string]>([
    ['', '/type'],
    ['type=nothing', '/type'],
    ['type=order_update&type=newsletter', '/type'],
    ['type=order_update&at=tomorrow', '/at'],
    ['type=order_update&colour=red', '/colour'],
  ])('an explanation of %j is refused where it is wrong', async (query, pointer) => {
    gateway.peers.store(gateway.tenant, 'ada');
    const answer = await gateway.ask('GET', `/v1/users/ada/preferences/explain?${query}`);
    expect(answer.status).toBe(400);
    isProblem(answer);
    expect(pointers(answer)).toEqual([pointer]);
  });

  it.each([
    'limit=0',
    'limit=many',
    'cursor=made-up',
    'cursor=',
    'status=GONE',
    'after=yesterday',
    'colour=red',
    'metadata=x',
  ])('a search by %s says what is wrong with it', async (query) => {
    const answer = await gateway.ask('GET', `/v1/notifications?${query}`);
    expect(answer.status).toBe(400);
    isProblem(answer);
    expect(pointers(answer)).toEqual([`/${query.split('=')[0]}`]);
  });

  it.each<[string, string]>([
    ['metadata[order]=1&metadata[order]=2', '/metadata/order'],
    ['metadata[]=1', '/metadata/'],
    ['metadata[a]=%00', '/metadata'],
    ['metadata[__proto__]=x', '/metadata[__proto__]'],
    [`metadata[a]=${'x'.repeat(513)}`, '/metadata/a'],
    [Array.from({ length: 11 }, (_, i) => `metadata[k${i}]=v`).join('&'), '/metadata'],
  ])('a search by %s says what is wrong with it', async (query, pointer) => {
    const answer = await gateway.ask('GET', `/v1/notifications?${query}`);
    expect(answer.status).toBe(400);
    isProblem(answer);
    expect(pointers(answer)).toEqual([pointer]);
  });

  it('a search by metadata asks for its entries, whatever they are called', async () => {
    let asked: unknown;
    gateway.peers.answers.set('status.search', (search: object) => {
      asked = search;
      return { items: [] };
    });
    const query = 'metadata[order.id]=1%262&metadata%5Bregion%5D=eu&metadata[constructor]=x&limit=5';
    expect((await gateway.ask('GET', `/v1/notifications?${query}`)).status).toBe(200);
    const metadata = { 'order.id': '1&2', region: 'eu', constructor: 'x' };
    expect(asked).toEqual({ tenant_id: gateway.tenant, limit: 5, metadata });
  });

  it('a bulk of more than 8 MB or 1,000 is refused, one of 1 MB is not', async () => {
    const bulk = (notifications: object[]) =>
      gateway.ask('POST', '/v1/notifications/bulk', { body: { notifications } });
    const big = aRequest({ content: { title: 't', body: 'x'.repeat(100_000) } });
    expect((await bulk(Array.from({ length: 10 }, () => big))).status).toBe(202);
    expect((await bulk(Array.from({ length: 90 }, () => big))).status).toBe(413);
    expect((await bulk(Array.from({ length: 1_001 }, () => ({})))).status).toBe(400);
  });

  it('one to more than 1,000 users is refused, to 1,000 it is not', async () => {
    const users = Array.from({ length: 1_001 }, (_, i) => `user-${i}`);
    const toMany = (user_ids: string[]) => gateway.send({ to: undefined, user_ids });
    const refused = await toMany(users);
    expect(refused.status).toBe(400);
    isProblem(refused);
    expect(pointers(refused)).toEqual(['/user_ids']);
    for (const id of users) gateway.peers.store(gateway.tenant, id);
    const taken = await toMany(users.slice(0, 1_000));
    expect(taken.status).toBe(202);
    expect(taken.body.results).toHaveLength(1_000);
    expect(taken.body.results.filter(({ status }) => status !== 202)).toEqual([]);
  });

  it('without a key, with a wrong one or with half of one it is a 401', async () => {
    for (const key of ['', 'ck_wrong', gateway.apiKey.slice(0, -1)]) {
      const answer = await gateway.ask('POST', '/v1/notifications', { body: aRequest(), key });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      isProblem(answer);
    }
  });

  it('a revoked key stops working within ten seconds', async () => {
    const { ApiClients } = await import('../../../apps/gateway/src/access/api-clients.js');
    let now = Date.now();
    const { reading, vault } = gateway.resourcesOf();
    const clients = new ApiClients(reading, vault, () => now);
    const known = await clients.authenticate(gateway.apiKey, undefined);
    expect(known).toMatchObject({ client: { tenant_id: gateway.tenant } });
    await gateway.database.query('update api_keys set revoked_at = now()');
    now += 10_001;
    expect(await clients.authenticate(gateway.apiKey, undefined)).toMatchObject({ refused: 'revoked_key' });
    await gateway.database.query('update api_keys set revoked_at = null');
  });

  it.each(['nope', '01a1fd08-bed7-7348-9eea-7571e4822468', '%00', 'a'.repeat(900)])(
    'an id that is none (%s) is a 404, here or elsewhere',
    async (id) => {
      const answer = await gateway.ask('GET', `/v1/notifications/${id}`);
      expect(answer.status).toBe(404);
      isProblem(answer);
    },
  );

  it('addresses that do not exist or are not addresses are problems too', async () => {
    for (const [path, status] of [
      ['/nothing', 404],
      ['/v1/users/%zz', 400],
      [`/v1/users/${'a'.repeat(3_000)}`, 414],
    ] as const) {
      const answer = await gateway.ask('GET', path);
      expect(answer.status).toBe(status);
      isProblem(answer);
    }
    const text = await gateway.ask('POST', '/v1/notifications', {
      text: 'a=b',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(text.status).toBe(415);
    isProblem(text);
  });

  it('a recipient whom nothing reaches is a 422 that says why of each channel', async () => {
    const answer = await gateway.send({ to: { phone: '+14155550123' }, channels: ['email', 'push'] });
    expect([answer.status, answer.body.code]).toEqual([422, 'no_usable_channel']);
    isProblem(answer);
    expect(answer.body.detail).toMatch(/email.*push/);
  });

  it("nobody's problem repeats what was sent to us", async () => {
    const { body } = await gateway.send({ to: { email: 'very.secret@' } });
    expect(JSON.stringify(body)).not.toContain('very.secret');
  });
});
