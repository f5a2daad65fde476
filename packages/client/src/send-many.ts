import type { ItemResult, NotificationRequest } from './api.js';
import { CarillonProblem } from './errors.js';
import { newKey } from './new-key.js';
import { delayBefore, pause } from './retry.js';
import type { CallOptions, Transport } from './transport.js';

export interface SendManyOptions extends Omit<CallOptions, 'idempotencyKey'> {
  /** At most 1,000, which is also the default. */
  readonly batchSize?: number;
  /** Batches under way at once; 4. */
  readonly concurrency?: number;
}

type Items = Iterable<NotificationRequest> | AsyncIterable<NotificationRequest>;

const MOST = 1_000;
const CONCURRENCY = 4;

/**
 * Results in the order of the items. Each item has an idempotency key of its own from the start, so a batch that is sent
 * again, whole or in part, makes nothing twice.
 */
export async function* sendMany(
  transport: Transport,
  items: Items,
  options: SendManyOptions,
): AsyncGenerator<ItemResult> {
  const { batchSize = MOST, concurrency = CONCURRENCY } = options;
  const underWay: Promise<ItemResult[]>[] = [];
  let index = 0;
  const yieldFirst = async () => (await underWay.shift()!).map((result) => ({ ...result, index: index++ }));
  for await (const batch of batches(items, Math.min(batchSize, MOST))) {
    const sent = sendBatch(transport, batch, options);
    sent.catch(() => undefined); // told when it is its turn
    underWay.push(sent);
    if (underWay.length >= concurrency) yield* await yieldFirst();
  }
  while (underWay.length > 0) yield* await yieldFirst();
}

async function* batches(items: Items, size: number): AsyncGenerator<NotificationRequest[]> {
  let batch: NotificationRequest[] = [];
  for await (const item of items) {
    batch.push({ ...item, idempotency_key: item.idempotency_key ?? newKey() });
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** What could not be done with some of them for now is tried again, for these alone. */
async function sendBatch(
  transport: Transport,
  batch: NotificationRequest[],
  options: CallOptions,
): Promise<ItemResult[]> {
  const results = await sendOnce(transport, batch, options);
  for (let attempt = 2; ; attempt++) {
    const waiting = results.flatMap(({ problem }, index) =>
      problem && mayPass(problem.status, problem.code) ? [index] : [],
    );
    const [first] = waiting;
    if (first === undefined) return results;
    const delay = delayBefore(attempt, new CarillonProblem(results[first]!.problem!, 0), true, transport.retry);
    if (delay === undefined) return results;
    await pause(delay, options.signal);
    const again = await sendOnce(
      transport,
      waiting.map((index) => batch[index]!),
      options,
    );
    waiting.forEach((index, at) => (results[index] = again[at]!));
  }
}

const mayPass = (status: number, code: string): boolean =>
  status === 429 || status >= 500 || (status === 409 && code === 'idempotency_key_in_use');

/** A batch that is too large for one request goes as two. */
async function sendOnce(
  transport: Transport,
  batch: NotificationRequest[],
  options: CallOptions,
): Promise<ItemResult[]> {
  try {
    const { results } = await transport.call('sendBulk', { body: { notifications: batch } }, options);
    return [...results];
  } catch (error) {
    if (!(error instanceof CarillonProblem) || error.status !== 413 || batch.length === 1) throw error;
    const middle = Math.ceil(batch.length / 2);
    const first = await sendOnce(transport, batch.slice(0, middle), options);
    return [...first, ...(await sendOnce(transport, batch.slice(middle), options))];
  }
}
