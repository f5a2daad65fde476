import { newApiKey } from '#libs/auth';
import { testTenant, testUser } from '#libs/testing';
import { aRequest, RunningGateway, type Answer } from './running-gateway.js';

let n = 0;
const newKey = () => `key-${process.pid}-${n++}`;

describe('an idempotency key', () => {
  let gateway: RunningGateway;
  let second: number;
  beforeAll(async () => {
    gateway = await RunningGateway.begin();
    second = await gateway.another();
  }, 30_000);
  afterAll(() => gateway.end());

  const replayed = ({ headers }: Answer) => headers.get('idempotency-replayed');

  it('gets the first answer again, in the header as in the body', async () => {
    const key = newKey();
    const first = await gateway.send({ idempotency_key: key });
    const again = await gateway.send({}, { 'idempotency-key': `"${key}"` }, second);
    expect(again.status).toBe(202);
    expect(again.body).toEqual(first.body);
    expect([replayed(first), replayed(again)]).toEqual([null, 'true']);
  });

  it('with another body is a 422; two keys that differ are a 400', async () => {
    const key = newKey();
    await gateway.send({ idempotency_key: key });
    const other = await gateway.send({ idempotency_key: key, metadata: { a: 'b' } });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
    const differing = await gateway.send({ idempotency_key: key }, { 'idempotency-key': newKey() });
    expect([differing.status, differing.body.errors[0].pointer]).toEqual([400, '/idempotency_key']);
    const long = await gateway.send({}, { 'idempotency-key': 'x'.repeat(256) });
    expect(long.status).toBe(400);
  });

  it('remembers refusals', async () => {
    const user_id = testUser();
    const request = { to: undefined, user_id, idempotency_key: newKey() };
    const first = await gateway.send(request);
    gateway.peers.store(gateway.tenant, user_id);
    const again = await gateway.send(request, {}, second);
    expect([first.status, again.status, replayed(again)]).toEqual([422, 422, 'true']);
    expect(again.body).toEqual(first.body);
    const invalid = { content: {}, idempotency_key: newKey() };
    const [one, two] = [await gateway.send(invalid), await gateway.send(invalid)];
    expect([one.status, two.status, replayed(two)]).toEqual([400, 400, 'true']);
    expect(two.body).toEqual(one.body);
  });

  it('makes one notification of a hundred requests at once, over two instances', async () => {
    const before = await gateway.count('notifications');
    const idempotency_key = newKey();
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => gateway.send({ idempotency_key }, {}, i % 2)),
    );
    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses].every((status) => status === 202 || status === 409)).toBe(true);
    const taken = answers.filter(({ status }) => status === 202);
    expect(new Set(taken.map(({ body }) => body.id)).size).toBe(1);
    for (const { headers } of answers.filter(({ status }) => status === 409))
      expect(headers.get('retry-after')).toBe('1');
    expect(await gateway.count('notifications')).toBe(before + 1);
  });

  it('belongs to its tenant', async () => {
    const [tenant, key, idempotency_key] = [testTenant(), newApiKey(), newKey()];
    await gateway.storeTenant(tenant, key);
    const mine = await gateway.send({ idempotency_key });
    const theirs = await gateway.ask('POST', '/v1/notifications', { key, body: aRequest({ idempotency_key }) });
    expect([mine.status, theirs.status]).toEqual([202, 202]);
    expect(theirs.body.id).not.toBe(mine.body.id);
  });

  it('may be given to a bulk: a second one repeats nothing, and takes in what is new', async () => {
    const headers = { 'idempotency-key': newKey() };
    const bulk = (...items: object[]) =>
      gateway.ask('POST', '/v1/notifications/bulk', { body: { notifications: items }, headers });
    const first = await bulk(aRequest(), aRequest({ metadata: { n: '2' } }));
    const again = await bulk(aRequest(), aRequest({ metadata: { n: '2' } }), aRequest({ metadata: { n: '3' } }));
    const ids = ({ body }: Answer) => body.results.map((one) => one.id);
    expect(ids(again).slice(0, 2)).toEqual(ids(first));
    expect(ids(again)[2]).toBeDefined();
    expect(replayed(again)).toBeNull();
  });

  it('answers the same of what was held, though it is planned by now', async () => {
    const user_id = testUser();
    const request = { to: undefined, user_id, idempotency_key: newKey() };
    gateway.peers.away = true;
    const first = await gateway.send(request).finally(() => (gateway.peers.away = false));
    gateway.peers.store(gateway.tenant, user_id);
    expect(first.body.status).toBe('SCHEDULED');
    const again = await gateway.send(request, {}, second);
    expect(again.body).toEqual(first.body);
  });
});
