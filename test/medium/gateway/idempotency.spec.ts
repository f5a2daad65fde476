import { newApiKey } from '#libs/auth';
import { Database, Janitor } from '#libs/persistence';
import { dependencies, testTenant, testUser } from '#libs/testing';
import { deleteOldKeys } from '../../../apps/gateway/src/notifications/idempotency/idempotency.statements.js';
import { aRequest, RunningGateway, type Answer } from './running-gateway.js';

const { postgres } = dependencies({ postgres: 'real' });
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

  /** As if it had come so long ago. */
  const age = (key: string, hours: number) =>
    gateway.database.query(
      `update idempotency_keys set created_at = created_at - make_interval(hours => $3)
       where tenant_id = $1 and split_part(key, chr(31), 1) = $2`,
      [gateway.tenant, key, hours],
    );
  const bulk = (items: object[], headers: Record<string, string> = {}, instance = 0) =>
    gateway.ask('POST', '/v1/notifications/bulk', { body: { notifications: items }, headers }, instance);
  const ids = ({ body }: Answer) => body.results.map((one) => one.id);
  const statuses = ({ body }: Answer) => body.results.map((one) => one.status);
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
    const [taken, running] = [202, 409].map((one) => answers.filter(({ status }) => status === one)) as [
      Answer[],
      Answer[],
    ];
    const [first] = taken;
    expect(first?.body).toMatchObject({ id: expect.any(String) as string, status: 'ACCEPTED' });
    for (const { body } of taken) expect(body).toEqual(first?.body);
    for (const { body, headers } of running) {
      expect([body.code, headers.get('retry-after')]).toEqual(['idempotency_key_in_use', '1']);
      expect(body).toEqual(running[0]?.body);
    }
    expect(taken.filter((answer) => replayed(answer) === null)).toHaveLength(1);
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
    const items = [aRequest(), aRequest({ metadata: { n: '2' } })];
    const first = await bulk(items, headers);
    const again = await bulk([...items, aRequest({ metadata: { n: '3' } })], headers);
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

  it('lives 24 hours: then it is free, whoever has not come yet to delete it', async () => {
    const [old, young] = [newKey(), newKey()];
    const [first, kept] = [
      await gateway.send({ idempotency_key: old }),
      await gateway.send({ idempotency_key: young }),
    ];
    await Promise.all([age(old, 25), age(young, 23)]);
    const before = await gateway.count('notifications');
    const other = { idempotency_key: old, metadata: { a: 'b' } };
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => gateway.send(other, {}, i % 2)));
    const taken = answers.filter(({ status }) => status === 202);
    expect(taken.filter((answer) => replayed(answer) === null)).toHaveLength(1);
    expect(answers.filter(({ status }) => status !== 202 && status !== 409)).toEqual([]);
    expect(taken[0]?.body.id).not.toBe(first.body.id);
    expect(await gateway.count('notifications')).toBe(before + 1);
    const again = await gateway.send(other, {}, second);
    expect([again.body, replayed(again)]).toEqual([taken[0]?.body, 'true']);
    const still = await gateway.send({ idempotency_key: young }, {}, second);
    expect([still.body, replayed(still)]).toEqual([kept.body, 'true']);
  });

  it('is free in a bulk too, item by item, and keeps a new refusal as well', async () => {
    const keys = [newKey(), newKey(), newKey()] as const;
    const items = keys.map((idempotency_key) => aRequest({ idempotency_key }));
    const first = await bulk(items);
    await Promise.all([age(keys[0], 25), age(keys[2], 25)]);
    const changed = [items[0]!, items[1]!, aRequest({ idempotency_key: keys[2], content: {} })];
    const later = await bulk(changed, {}, second);
    expect(statuses(later)).toEqual([202, 202, 400]);
    expect([ids(later)[0] === ids(first)[0], ids(later)[1] === ids(first)[1]]).toEqual([false, true]);
    const again = await bulk(changed);
    expect([again.body, replayed(again)]).toEqual([later.body, 'true']);
  });

  it('is forgotten after 24 hours and not before', async () => {
    const [old, young] = [newKey(), newKey()];
    const [first, kept] = [
      await gateway.send({ idempotency_key: old }),
      await gateway.send({ idempotency_key: young }),
    ];
    await Promise.all([age(old, 25), age(young, 23)]);
    const db = Database.connect(postgres, { schema: gateway.database.schema, name: 'test', max: 1 });
    await new Janitor(db, deleteOldKeys, () => {}).clean();
    await db.close();
    const stored = 'select key from idempotency_keys where tenant_id = $1 and key = any($2)';
    expect(await gateway.database.query(stored, [gateway.tenant, [old, young]])).toEqual([{ key: young }]);
    const [anew, again] = [
      await gateway.send({ idempotency_key: old }),
      await gateway.send({ idempotency_key: young }),
    ];
    expect([anew.status, replayed(anew), anew.body.id === first.body.id]).toEqual([202, null, false]);
    expect([again.body, replayed(again)]).toEqual([kept.body, 'true']);
  });

  it('whose notification is gone before its time is a 409, and makes no second one', async () => {
    const idempotency_key = newKey();
    const { body } = await gateway.send({ idempotency_key });
    await gateway.database.query('delete from notifications where id = $1', [body.id]);
    const before = await gateway.count('notifications');
    const again = await gateway.send({ idempotency_key }, {}, second);
    expect([again.status, again.body.code]).toEqual([409, 'idempotency_key_expired']);
    expect(await gateway.count('notifications')).toBe(before);
  });

  describe('of an item of a bulk', () => {
    it('stands for that item: all of the bulk comes again, and is the first answer again', async () => {
      const items = [1, 2, 3].map((i) => aRequest({ idempotency_key: newKey(), metadata: { n: `${i}` } }));
      items.push(aRequest({ idempotency_key: newKey(), to: undefined, user_id: testUser() }));
      const before = await gateway.count('notifications');
      const first = await bulk(items);
      const again = await bulk(items, {}, second);
      expect(statuses(first)).toEqual([202, 202, 202, 422]);
      expect([again.body, replayed(first), replayed(again)]).toEqual([first.body, null, 'true']);
      const single = await gateway.ask('POST', '/v1/notifications', { body: items[1] });
      expect([single.body.id, replayed(single)]).toEqual([ids(first)[1], 'true']);
      expect(await gateway.count('notifications')).toBe(before + 3);
    });

    it('goes before the one of the header', async () => {
      const [own, header] = [newKey(), newKey()];
      const items = [aRequest({ idempotency_key: own }), aRequest({ metadata: { n: '2' } })];
      const first = await bulk(items, { 'idempotency-key': header });
      const again = await bulk(items, { 'idempotency-key': newKey() });
      expect([...statuses(first), ...statuses(again)]).toEqual([202, 202, 202, 202]);
      expect([ids(again)[0] === ids(first)[0], ids(again)[1] === ids(first)[1]]).toEqual([true, false]);
    });

    it('that comes with another body is a 422 for that item only', async () => {
      const idempotency_key = newKey();
      const first = await bulk([aRequest({ idempotency_key }), aRequest()]);
      const again = await bulk([aRequest({ idempotency_key, metadata: { a: 'b' } }), aRequest()], {}, second);
      expect([statuses(first), statuses(again)]).toEqual([
        [202, 202],
        [422, 202],
      ]);
      expect(again.body.results[0].problem.code).toBe('idempotency_key_reused');
    });

    it('twice in one bulk makes one notification: the second is still running, or differs', async () => {
      const [same, differing] = [newKey(), newKey()];
      const items = [
        aRequest({ idempotency_key: same }),
        aRequest({ idempotency_key: same }),
        aRequest({ idempotency_key: differing }),
        aRequest({ idempotency_key: differing, metadata: { a: 'b' } }),
      ];
      const before = await gateway.count('notifications');
      const first = await bulk(items);
      expect(statuses(first)).toEqual([202, 409, 202, 422]);
      const [, running, , reused] = first.body.results;
      expect([running.problem.code, reused.problem.code]).toEqual(['idempotency_key_in_use', 'idempotency_key_reused']);
      expect(await gateway.count('notifications')).toBe(before + 2);
    });
  });
});
