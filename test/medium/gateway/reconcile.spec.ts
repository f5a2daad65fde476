import { uuidv7 } from '#libs/kernel';
import { until } from '#libs/testing';
import { Reconciler } from '../../../apps/gateway/src/notifications/reconcile/reconciler.js';
import { RunningGateway } from './running-gateway.js';

describe('the reconciler', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await RunningGateway.begin();
  }, 30_000);
  afterAll(() => gateway.end());

  let said: unknown[][] = [];
  beforeEach(() => {
    said = [];
  });
  const tell = (level: string) => (about: object, text?: string) =>
    void said.push([level, text, (about as { deliveries?: number }).deliveries]);
  const reconciler = () => {
    const { reading: db, outbox, status } = gateway.resourcesOf();
    const log = { info: tell('info'), warn: tell('warn') };
    return new Reconciler({ db, outbox, status, timeFactor: 1, kafkaIsUp: () => true, log });
  };
  const unmoved = (...found: object[]) =>
    gateway.peers.answers.set('status.unmoved', ({ priority }: { priority: string }) =>
      priority === 'medium' ? found : [],
    );
  const dispatched = (id: string) => gateway.kafka.about(id, 'dispatch');

  it('emits again what the status store has not seen move, from the intent, and then waits', async () => {
    const { body } = await gateway.send({
      to: { email: 'a@example.com', phone: '+14155550123' },
      channels: ['email', 'sms', 'push'],
    });
    await until(() => dispatched(body.id).length === 2);
    const [email, , push] = body.deliveries;
    const about = { tenant_id: gateway.tenant, notification_id: body.id };
    unmoved({ ...about, delivery_id: email.id }, { ...about, delivery_id: push.id });
    const one = reconciler();
    await until(async () => {
      await one.round();
      return dispatched(body.id).length === 3;
    });
    expect(dispatched(body.id)[2]).toEqual(dispatched(body.id).find(({ topic }) => topic.startsWith('dispatch.email')));
    await one.round();
    expect(dispatched(body.id)).toHaveLength(3);
    // The push had no target and ended when it was accepted.
    expect(said).toContainEqual(['warn', 'not moved; emitted again', 1]);
    expect(said).toContainEqual(['info', 'not moved; left alone', 1]);
  });

  it('says nothing of having emitted what it has nothing to emit from', async () => {
    const { body } = await gateway.send({ to: { email: 'a@example.com' }, channels: ['email'] });
    await until(() => dispatched(body.id).length === 1);
    // As a replay: a delivery of the notification that was not asked for.
    unmoved({ tenant_id: gateway.tenant, notification_id: body.id, delivery_id: uuidv7() });
    const one = reconciler();
    await until(async () => (await one.round(), said.length > 0));
    expect(said).toEqual([['info', 'not moved; left alone', 1]]);
    expect(dispatched(body.id)).toHaveLength(1);
  });

  it('asks with ten times the service level of each priority', async () => {
    const asked: Record<string, number> = {};
    gateway.peers.answers.set('status.unmoved', ({ priority, accepted_before }: Record<string, string>) => {
      asked[priority!] = Math.round((Date.now() - Date.parse(accepted_before!)) / 1000);
      return [{ tenant_id: gateway.tenant, notification_id: uuidv7(), delivery_id: uuidv7() }];
    });
    await until(async () => {
      await reconciler().round();
      return Object.keys(asked).length === 4;
    });
    expect(asked).toEqual({ critical: 10, high: 50, medium: 300, low: 6_000 });
  });
});
