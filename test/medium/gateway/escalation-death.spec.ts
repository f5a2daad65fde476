/** A step of an escalation, when the gateway that takes it is killed. */
import { until } from '#libs/testing';
import { build } from '../running/build.js';
import { DoomedGateway } from './doomed-gateway.js';
import { RunningGateway } from './running-gateway.js';

const MOST = 15;
const PATIENCE_MS = 2_000;

describe('a step of an escalation', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    await build();
    gateway = await RunningGateway.begin();
  }, 60_000);
  afterAll(() => gateway.end());

  const send = async (): Promise<string> => {
    const to = { email: 'ada@example.com', phone: '+14155550123' };
    const escalation = [{ after_seconds: 1, unless: 'READ', channels: ['sms'] }];
    return (await gateway.send({ to, channels: ['email'], escalation })).body.id;
  };
  /** Either gateway may be the first to find a step; the one that is left, which gets no answer, then keeps it. So until the other has one. */
  const sentUntilReached = async (dying: DoomedGateway): Promise<string[]> => {
    const ids: string[] = [];
    for (let isReached = false; !isReached;) {
      expect(ids.length).toBeLessThan(MOST);
      ids.push(await send());
      isReached = await dying.reached(PATIENCE_MS).then(
        () => true,
        () => false,
      );
    }
    return ids;
  };
  const stepsOf = async (ids: readonly string[]): Promise<(string | undefined)[]> => {
    const intents = 'select intent::text from notifications where id = any($1::uuid[])';
    const rows = await gateway.database.query<{ intent: string }>(intents, [ids]);
    return rows.map(({ intent }) => (JSON.parse(intent) as { escalation: { state: string }[] }).escalation[0]?.state);
  };

  it.each(['step_before_commit', 'step_after_commit'] as const)(
    'whose taker dies at %s leaves once all the same',
    async (point) => {
      gateway.peers.answers.delete('status.standing');
      const dying = await DoomedGateway.begin(gateway, point);
      try {
        const ids = await sentUntilReached(dying);
        const taken = (await stepsOf(ids)).filter((state) => state === 'done');
        expect(taken.length > 0).toBe(point === 'step_after_commit');
        gateway.peers.answers.set('status.standing', () => ({ deliveries: [] }));
        await dying.kill();
        const escalated = (id: string) => gateway.kafka.about(id, 'dispatch').filter(({ value }) => value.escalated);
        await until(() => ids.every((id) => escalated(id).length > 0), { timeoutMs: 90_000, what: 'all of the steps' });
        await until(async () => (await gateway.count('outbox')) === 0, { timeoutMs: 90_000, what: 'an empty outbox' });
        for (const id of ids) expect(escalated(id)).toHaveLength(1);
        expect(new Set(await stepsOf(ids))).toEqual(new Set(['done']));
      } finally {
        await dying.kill();
      }
    },
    240_000,
  );
});
