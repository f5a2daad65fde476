/** Rule 1: a 202 is a promise. */
import { CommitUnknownError, Database } from '#libs/persistence';
import { testUser, until } from '#libs/testing';
import { IntakeStore, type Write } from '../../../apps/gateway/src/notifications/intake/intake-store.js';
import type { StoredNotification } from '../../../apps/gateway/src/notifications/intake/intent.js';
import { FakeKafka } from './fake-kafka.js';
import { RunningGateway } from './running-gateway.js';

describe('a 202', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await RunningGateway.begin();
  }, 30_000);
  afterAll(() => gateway.end());

  it('comes after the commit of the notification, and its records leave at once', async () => {
    const { status, body, headers } = await gateway.send();
    expect(status).toBe(202);
    expect(headers.get('location')).toBe(`/v1/notifications/${body.id}`);
    const [row] = await gateway.database.query<StoredNotification>(
      `select intent from notifications where id = '${body.id}'`,
    );
    expect(row?.intent.deliveries.map((d) => d.id)).toEqual(body.deliveries.map((d) => d.id));
    const topics = () =>
      gateway.kafka
        .about(body.id)
        .map(({ topic }) => topic)
        .sort();
    await until(() => topics().length === 2);
    expect(topics()).toEqual(['dispatch.email.medium', 'status']);
    await until(async () => (await gateway.count('outbox')) === 0);
  });

  it('does not wait for Kafka: the messages leave when it is back', async () => {
    gateway.kafka.leave();
    const { status, body } = await gateway.send({ notification_type: 'security_alert' });
    expect(status).toBe(202);
    expect(gateway.kafka.about(body.id)).toEqual([]);
    gateway.kafka.comeBack();
    await until(() => gateway.kafka.about(body.id).length === 2, { timeoutMs: 10_000 });
    expect(gateway.kafka.about(body.id, 'status.critical')).toHaveLength(1);
  });

  it('is kept by another instance when the one that gave it dies between commit and emit', async () => {
    const silent = new FakeKafka();
    silent.leave();
    const dying = await gateway.another({ emitter: silent });
    gateway.resourcesOf(dying).outbox.release = () => {};
    const { status, body } = await gateway.send({}, {}, dying);
    expect(status).toBe(202);
    await until(() => gateway.kafka.about(body.id).length === 2, { timeoutMs: 15_000 });
  }, 30_000);

  it('keeps content and addresses sealed, in the store and on the way', async () => {
    const { body } = await gateway.send({
      content: { title: 'S3CRET-title', body: 'S3CRET-body' },
      to: { email: 's3cret@example.com' },
    });
    await until(() => gateway.kafka.about(body.id).length === 2);
    const rows = await gateway.database.query(`select * from notifications where id = '${body.id}'`);
    for (const text of [JSON.stringify(rows), JSON.stringify(gateway.kafka.about(body.id))]) {
      expect(text).not.toMatch(/S3CRET|s3cret/);
      expect(text).toContain('v2.k1.');
    }
  });
});

describe('a connection lost during COMMIT', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await RunningGateway.begin();
  }, 30_000);
  afterAll(() => gateway.end());

  /** The database, but the answer to the first COMMIT is lost. */
  const losing = (db: Database, committed: boolean): Database => {
    let lost = false;
    return Object.assign(Object.create(db) as Database, {
      transaction: async (work: Parameters<Database['transaction']>[0]) => {
        if (lost) return db.transaction(work);
        lost = true;
        await db
          .transaction(async (tx) => {
            await work(tx);
            if (!committed) throw new Error('the server never got it');
          })
          .catch(() => {});
        throw new CommitUnknownError(new Error('cut'));
      },
    });
  };

  const aWrite = async (): Promise<Write> => {
    const { body } = await gateway.send();
    const [stored] = await gateway.database.query<StoredNotification>(
      `delete from notifications where id = '${body.id}' returning *`,
    );
    return { priority: 'medium', notification: stored };
  };

  it.each([true, false])(
    'counts a daily cap once, and answers what was stored (it had happened: %p)',
    async (committed) => {
      const { normal, outbox } = gateway.resourcesOf();
      const day = new Date().toISOString().slice(0, 10);
      const claim = { tenantId: gateway.tenant, person: testUser(), category: 'marketing', day, cap: 1 };
      const [first, second] = [await aWrite(), await aWrite()];
      const [written] = await new IntakeStore(losing(normal, committed), outbox).write([{ ...first, claim }]);
      expect(written?.notification?.intent.deliveries).toMatchObject([{ status: 'ACCEPTED' }]);
      const [over] = await new IntakeStore(normal, outbox).write([{ ...second, claim }]);
      expect(over?.notification?.intent.deliveries).toMatchObject([{ status: 'SUPPRESSED', reason: 'daily_cap' }]);
    },
    30_000,
  );

  it.each([true, false])(
    'stores exactly once (it had happened: %p)',
    async (committed) => {
      const { normal, outbox } = gateway.resourcesOf();
      const write = await aWrite();
      await new IntakeStore(losing(normal, committed), outbox).write([write]);
      const found = await gateway.database.query(`select id from notifications where id = '${write.notification?.id}'`);
      expect(found).toHaveLength(1);
      // Once from the first time; the rest is what came of the write under test.
      await until(() => gateway.kafka.about(write.notification!.id).length === 4, { timeoutMs: 15_000 });
    },
    30_000,
  );
});
