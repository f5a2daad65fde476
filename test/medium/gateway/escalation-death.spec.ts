/** A step of an escalation, when the gateway that takes it is killed. */
import { until } from '#libs/testing';
import { build, DoomedGateway } from './doomed-gateway.js';
import { RunningGateway } from './running-gateway.js';

describe('a step of an escalation', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    await build();
    gateway = await RunningGateway.begin();
  }, 60_000);
  afterAll(() => gateway.end());

  it.each(['step_before_commit', 'step_after_commit'] as const)(
    'whose taker dies at %s leaves once all the same',
    async (point) => {
      // As long as this gateway gets no answer, the other one takes the step.
      gateway.peers.answers.delete('status.standing');
      const dying = await DoomedGateway.begin(gateway, point);
      try {
        const to = { email: 'ada@example.com', phone: '+14155550123' };
        const escalation = [{ after_seconds: 1, unless: 'READ', channels: ['sms'] }];
        const { body } = await gateway.send({ to, channels: ['email'], escalation });
        await dying.reached();
        const stepOf = async () => {
          const intents = 'select intent::text from notifications where id = $1';
          const [row] = await gateway.database.query<{ intent: string }>(intents, [body.id]);
          return (JSON.parse(row!.intent) as { escalation: { state: string }[] }).escalation[0]?.state;
        };
        expect(await stepOf()).toBe(point === 'step_before_commit' ? 'waiting' : 'done');
        gateway.peers.answers.set('status.standing', () => ({ deliveries: [] }));
        await dying.kill();
        const escalated = () => gateway.kafka.about(body.id, 'dispatch').filter(({ value }) => value.escalated);
        await until(() => escalated().length > 0, { timeoutMs: 60_000 });
        await until(async () => (await gateway.count('outbox')) === 0, { timeoutMs: 90_000 });
        expect(escalated()).toHaveLength(1);
        expect(await stepOf()).toBe('done');
      } finally {
        await dying.kill();
      }
    },
    120_000,
  );
});
