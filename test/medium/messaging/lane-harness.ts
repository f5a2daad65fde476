import { randomBytes } from 'node:crypto';
import { Emitter, KafkaLanes, type LaneBatch, type LaneOptions } from '#libs/messaging';

export function requireEnv(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: medium tests need real services`);
  return value;
}

export const brokers = (): string[] => requireEnv('TEST_KAFKA_BROKERS').split(',');

/** Topics and groups of one test alone. */
export const freshPrefix = (): string => `t${Date.now().toString(36)}${randomBytes(3).toString('hex')}.`;

/** Polls: for what has no signal of its own, such as a group of another process. */
export async function until(condition: () => unknown, timeoutMs = 15_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${timeoutMs} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export type Handler = (batch: LaneBatch) => Promise<void>;

/** Lanes with these handlers, as Nest would register them. */
export function lanesWith(
  topicPrefix: string,
  handlers: Record<string, Handler>,
  options: Partial<LaneOptions> = {},
): KafkaLanes {
  const lanes = new KafkaLanes({ brokers: brokers(), app: 'test', topicPrefix, sessionTimeoutMs: 6_000, ...options });
  for (const [topic, handler] of Object.entries(handlers)) lanes.addHandler(topic, handler, true);
  lanes.listen(() => {});
  return lanes;
}

export async function startedEmitter(topicPrefix: string, address = brokers()): Promise<Emitter> {
  const emitter = new Emitter({ brokers: address, app: 'test', topicPrefix });
  emitter.start();
  await emitter.whenUp(AbortSignal.timeout(15_000));
  return emitter;
}

export const records = (count: number, from = 0) =>
  Array.from({ length: count }, (_, i) => ({ key: `k${from + i}`, value: JSON.stringify({ n: from + i }) }));

/** Collects the numbers of `records` as they come. */
export class Seen {
  readonly numbers: number[] = [];
  readonly batches: LaneBatch[] = [];

  readonly handler: Handler = async (batch) => {
    this.batches.push(batch);
    for (const { value } of batch.records) this.numbers.push((JSON.parse(value) as { n: number }).n);
    batch.allDone();
  };

  get distinct(): number {
    return new Set(this.numbers).size;
  }

  has(count: number, timeoutMs?: number): Promise<void> {
    return until(() => this.distinct >= count, timeoutMs);
  }
}
