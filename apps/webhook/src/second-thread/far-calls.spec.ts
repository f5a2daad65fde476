import { MessageChannel } from 'node:worker_threads';
import type { Outcome, ProviderCall } from '#libs/delivery';
import { answerCalls, FarCalls, type Told } from './far-calls.js';

const call = (deliveryId: string): ProviderCall => ({ deliveryId }) as ProviderCall;
const sent = (detail: string): Outcome => ({ kind: 'sent', detail });

describe('calls on another thread', () => {
  const never = new AbortController().signal;
  let far: FarCalls;
  let channel: MessageChannel;
  /** What the other side was asked for, in order, and how it answers. */
  let asked: { readonly id: string; readonly signal: AbortSignal; readonly answer: PromiseWithResolvers<Outcome[]> }[];
  let told: Told[];
  let arrived: () => void;

  beforeEach(() => {
    channel = new MessageChannel();
    [asked, told, arrived] = [[], [], () => {}];
    far = new FarCalls(channel.port1);
    channel.port2.on('message', (message: Told) => told.push(message));
    answerCalls(channel.port2, {
      send: ([one], signal) => {
        const answer = Promise.withResolvers<Outcome[]>();
        asked.push({ id: one!.deliveryId, signal, answer });
        arrived();
        return answer.promise;
      },
    });
  });
  afterEach(() => {
    channel.port1.close();
    channel.port2.close();
  });

  const until = async (count: number): Promise<void> => {
    while (asked.length < count) await new Promise<void>((resolve) => (arrived = resolve));
  };
  const answered = (id: string, outcome: Outcome): void =>
    asked.find((one) => one.id === id)!.answer.resolve([outcome]);

  it('bring each its own outcome, in whatever order they end', async () => {
    const outcomes = ['a', 'b', 'c'].map((id) => far.send([call(id)], never));
    await until(3);
    answered('c', sent('of c'));
    expect(await outcomes[2]).toEqual([sent('of c')]);
    answered('a', sent('of a'));
    answered('b', { kind: 'rejected', code: 'endpoint_gone' });
    expect(await Promise.all(outcomes)).toEqual([
      [sent('of a')],
      [{ kind: 'rejected', code: 'endpoint_gone' }],
      [sent('of c')],
    ]);
  });

  it('travel together that were asked for in one turn', async () => {
    const outcomes = ['a', 'b', 'c'].map((id) => far.send([call(id)], never));
    await until(3);
    const flights = told.flatMap((message) => ('asked' in message ? message.asked : []));
    expect([told.length, flights.length, flights[0]?.questions.length]).toEqual([1, 1, 3]);
    for (const { id } of asked) answered(id, sent(id));
    await Promise.all(outcomes);
  });

  it('are called off with their signal, and nothing else is', async () => {
    const [mine, other] = [new AbortController(), new AbortController()];
    const outcomes = [far.send([call('a')], mine.signal), far.send([call('b')], other.signal)];
    await until(2);
    const [a, b] = asked;
    const ended = new Promise<void>((resolve) => a!.signal.addEventListener('abort', () => resolve(), { once: true }));
    mine.abort();
    await ended;
    expect(b!.signal.aborted).toBe(false);
    answered('a', { kind: 'unknown', code: 'timeout' });
    answered('b', sent('of b'));
    expect(await Promise.all(outcomes)).toEqual([[{ kind: 'unknown', code: 'timeout' }], [sent('of b')]]);
  });

  it('are called off that have not left yet, after they have', async () => {
    const mine = new AbortController();
    const outcome = far.send([call('a')], mine.signal);
    mine.abort();
    await until(1);
    if (!asked[0]!.signal.aborted)
      await new Promise<void>((resolve) => asked[0]!.signal.addEventListener('abort', () => resolve(), { once: true }));
    answered('a', { kind: 'retry', code: 'unreachable' });
    expect(await outcome).toEqual([{ kind: 'retry', code: 'unreachable' }]);
  });

  it('say why they threw', async () => {
    const outcome = far.send([call('a')], never);
    await until(1);
    asked[0]!.answer.reject(new Error('out of sockets'));
    await expect(outcome).rejects.toThrow('out of sockets');
  });
});
