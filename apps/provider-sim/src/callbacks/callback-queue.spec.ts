import { CallbackQueue, type OwedCallback, type Told } from './callback-queue.js';

const owed = (seq: number, kind = 'delivered', dueAt = 0): OwedCallback => ({
  seq,
  kind,
  dueAt,
  send: { to: 'a@b.c', message_id: `m-${seq}` },
});

function setUp(answers: Told[], group = 10) {
  const told: string[][] = [];
  const queue = new CallbackQueue(
    {
      group,
      tell: (callbacks) => {
        told.push(callbacks.map(({ seq, kind }) => `${seq} ${kind}`));
        return Promise.resolve(answers.shift() ?? 'done');
      },
    },
    () => undefined,
    0,
  );
  return { queue, told };
}

describe('the callback queue', () => {
  beforeEach(() => import.meta.jest.useFakeTimers({ now: 0 }));
  afterEach(() => import.meta.jest.useRealTimers());

  it('tells what is due in one group, and the rest when its time comes', async () => {
    const { queue, told } = setUp([]);
    queue.add(1, [owed(1, 'delivered', 10), owed(1, 'open', 500)]);
    queue.add(2, [owed(2, 'delivered', 10)]);
    await import.meta.jest.advanceTimersByTimeAsync(20);
    expect(told).toEqual([['1 delivered', '2 delivered']]);
    expect(queue.toldUpTo).toBe(0);
    await import.meta.jest.advanceTimersByTimeAsync(500);
    expect(told[1]).toEqual(['1 open']);
    expect(queue.toldUpTo).toBe(2);
  });

  it('tells the same again, ever more slowly, while the gateway is away', async () => {
    const { queue, told } = setUp(['again', 'again']);
    queue.add(1, [owed(1)]);
    await import.meta.jest.advanceTimersByTimeAsync(1);
    expect(told).toHaveLength(1);
    await import.meta.jest.advanceTimersByTimeAsync(200);
    expect(told).toHaveLength(2);
    await import.meta.jest.advanceTimersByTimeAsync(398);
    expect(told).toHaveLength(2);
    await import.meta.jest.advanceTimersByTimeAsync(1);
    expect(told).toEqual([['1 delivered'], ['1 delivered'], ['1 delivered']]);
    expect(queue.toldUpTo).toBe(1);
  });

  it('drops what the gateway does not want', async () => {
    const { queue } = setUp(['dropped']);
    queue.add(1, [owed(1)]);
    await import.meta.jest.advanceTimersByTimeAsync(1);
    expect(queue.counts).toMatchObject({ dropped: 1, told: 0 });
    expect(queue.size).toBe(0);
  });

  it('knows that a send without callbacks owes nothing', () => {
    const { queue } = setUp([]);
    queue.add(7, []);
    expect(queue.toldUpTo).toBe(7);
  });
});
