/** Rules 5 and 6: work goes in groups, a bad item fails alone, and critical has a way of its own. */
import { testUser, until } from '#libs/testing';
import { aRequest, RunningGateway } from './running-gateway.js';

describe('groups', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await RunningGateway.begin();
    // What no check of ours foresaw: the database itself refuses one row.
    await gateway.database.query(`create function refuse() returns trigger language plpgsql as $$
      begin if new.intent::text like '%poison%' then raise exception 'no' using errcode = '22000'; end if; return new; end $$`);
    await gateway.database.query(
      'create trigger refuse before insert on notifications_default for each row execute function refuse()',
    );
    const partitions = await gateway.database.query<{ name: string }>(
      `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'notifications'::regclass`,
    );
    for (const { name } of partitions.filter((one) => !one.name.endsWith('_default'))) {
      await gateway.database.query(
        `create trigger refuse before insert on ${name} for each row execute function refuse()`,
      );
    }
  }, 30_000);
  afterAll(() => gateway.end());

  const bulk = (notifications: object[]) => gateway.ask('POST', '/v1/notifications/bulk', { body: { notifications } });

  it('a bulk has a result for each, in order, and takes in the good ones', async () => {
    const { status, body } = await bulk([
      aRequest(),
      aRequest({ to: { email: 'not an address' } }),
      aRequest({ to: undefined, user_id: testUser() }),
      aRequest({ notification_type: 'no_such_type' }),
      aRequest({ notification_type: 'security_alert' }),
    ]);
    expect(status).toBe(202);
    expect(body.results.map((one) => [one.index, one.status])).toEqual([
      [0, 202],
      [1, 400],
      [2, 422],
      [3, 400],
      [4, 202],
    ]);
    expect(body.results[1].problem.errors[0].pointer).toBe('/to/email');
    expect(body.results[3].problem.errors[0].detail).toContain('order_update');
    await until(() => gateway.kafka.about(body.results[4].id, 'status.critical').length === 1);
  });

  it('an item that the database refuses fails alone', async () => {
    const items = Array.from({ length: 40 }, (_, i) => aRequest(i === 17 ? { metadata: { a: 'poison' } } : {}));
    const { body } = await bulk(items);
    const statuses = body.results.map((one) => one.status);
    expect(statuses.filter((status: number) => status === 202)).toHaveLength(39);
    expect(statuses[17]).toBe(400);
  });

  it('single requests that arrive together share transactions', async () => {
    const commits = async () => {
      const [row] = await gateway.database.query<{ n: number }>(
        'select count(distinct xmin::text)::int as n from notifications',
      );
      return row!.n;
    };
    const waiting = async () => {
      const [row] = await gateway.database.query<{ n: number }>(
        `select count(*)::int as n from pg_locks where relation = 'notifications'::regclass and not granted`,
      );
      return row!.n;
    };
    const before = await commits();
    // The first groups wait for a lock, so that the others have the time to come together however busy the machine is.
    await gateway.database.query('begin');
    await gateway.database.query('lock table notifications in share mode');
    const asked = Array.from({ length: 60 }, () => gateway.send());
    await until(async () => (await waiting()) > 0, { timeoutMs: 10_000 });
    await gateway.ask('GET', '/health/live');
    await gateway.database.query('commit');
    expect((await Promise.all(asked)).every(({ status }) => status === 202)).toBe(true);
    expect((await commits()) - before).toBeLessThan(30);
  });

  it('a thousand at once cost few rows: one a notification, and none left in the outbox', async () => {
    const before = await gateway.count('notifications');
    const { body } = await bulk(Array.from({ length: 1_000 }, () => aRequest({ priority: 'low' })));
    expect(body.results.every((one) => one.status === 202)).toBe(true);
    expect(await gateway.count('notifications')).toBe(before + 1_000);
    await until(() => gateway.kafka.about(body.results.at(-1)!.id).length === 2, { timeoutMs: 10_000 });
    await until(async () => (await gateway.count('outbox')) === 0, { timeoutMs: 10_000 });
  });

  it('user_ids makes one for each', async () => {
    const users = [testUser(), testUser(), testUser()];
    for (const user of users.slice(0, 2)) gateway.peers.store(gateway.tenant, user);
    const { body } = await gateway.send({ to: undefined, user_ids: users });
    expect(body.results.map((one) => one.status)).toEqual([202, 202, 422]);
  });

  it('critical goes through while every connection of the others is taken', async () => {
    const { normal } = gateway.resourcesOf();
    let free = () => {};
    const busy = new Promise<void>((resolve) => (free = resolve));
    const taken = Array.from({ length: 4 }, () =>
      normal.transaction(async (tx) => {
        await tx.query({ name: 'one', text: 'select 1', values: [] });
        await busy;
      }),
    );
    const waiting = gateway.send();
    const { status } = await gateway.send({ notification_type: 'security_alert' });
    expect(status).toBe(202);
    free();
    await Promise.all(taken);
    expect((await waiting).status).toBe(202);
  });
});
