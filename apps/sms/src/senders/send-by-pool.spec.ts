import type { Outcome } from '#libs/delivery';
import { SenderPool } from './sender-pool.js';
import { sendByPool, speaksAgainstProvider, type PoolCall, type SenderAnswer } from './send-by-pool.js';

const SENT: Outcome = { kind: 'sent', providerMessageId: '1' };
const NUMBERS = ['+15005550006', '+15005550007', '+15005550008'];
const refused = (blockMs = 0): SenderAnswer => ({
  kind: 'sender_refused',
  blockMs,
  otherwise: { kind: 'retry', code: 'sender_refused' },
});
const call = (over: Partial<PoolCall> = {}): PoolCall => ({
  phone: '+14155550123',
  segments: 1,
  critical: false,
  patienceMs: 100,
  signal: new AbortController().signal,
  ...over,
});

/** A network that refuses these numbers. */
function network(...bad: string[]) {
  const tried: string[] = [];
  return {
    tried,
    send: ({ id }: { id: string }): Promise<SenderAnswer> => {
      tried.push(id);
      return Promise.resolve(bad.includes(id) ? refused(60_000) : SENT);
    },
  };
}

describe('sending by a pool', () => {
  const own = new SenderPool(NUMBERS).lineFor(call().phone).map(({ id }) => id);

  test('goes on to the next number at once where one is refused, and remembers it', async () => {
    const pool = new SenderPool(NUMBERS);
    const { send, tried } = network(own[0]!);
    expect(await sendByPool(pool, call(), send)).toBe(SENT);
    expect(await sendByPool(pool, call(), send)).toBe(SENT);
    expect(tried).toEqual([own[0], own[1], own[1]]);
  });

  test('tries each number once, and then says what the last one was told', async () => {
    const { send, tried } = network(...NUMBERS);
    expect(await sendByPool(new SenderPool(NUMBERS), call(), send)).toMatchObject({ code: 'sender_refused' });
    expect(tried).toEqual(own);
  });

  test('never makes a second attempt of what may have been sent', async () => {
    const tried: string[] = [];
    const send = ({ id }: { id: string }): Promise<SenderAnswer> => {
      tried.push(id);
      return Promise.resolve({ kind: 'unknown', code: 'reset' });
    };
    expect(await sendByPool(new SenderPool(NUMBERS), call(), send)).toMatchObject({ kind: 'unknown' });
    expect(tried).toHaveLength(1);
  });

  test('waits for a number that is busy, keeps its rate by segments, and gives up when that takes too long', async () => {
    const pool = new SenderPool([NUMBERS[0]!], { perNumberPerSecond: 20, now: () => 0 });
    const { send, tried } = network();
    const began = performance.now();
    expect(await sendByPool(pool, call({ segments: 2 }), send)).toBe(SENT);
    expect(await sendByPool(pool, call(), send)).toBe(SENT);
    expect(performance.now() - began).toBeGreaterThan(95);
    const busy = await sendByPool(pool, call(), send);
    expect(busy).toEqual({ kind: 'retry', code: 'number_busy', afterMs: 150 });
    expect(speaksAgainstProvider(busy)).toBe(false);
    expect(tried).toHaveLength(2);
  });

  test('lets what is critical pass the others in line', async () => {
    const pool = new SenderPool([NUMBERS[0]!], { perNumberPerSecond: 10, now: () => 0 });
    const { send } = network();
    await sendByPool(pool, call(), send);
    await sendByPool(pool, call(), send);
    expect(await sendByPool(pool, call(), send)).toMatchObject({ code: 'number_busy', afterMs: 200 });
    expect(await sendByPool(pool, call({ critical: true, patienceMs: 0 }), send)).toBe(SENT);
    expect(await sendByPool(pool, call(), send)).toMatchObject({ code: 'number_busy', afterMs: 300 });
  });

  test('says that no sender is allowed there', async () => {
    const { send, tried } = network();
    expect(await sendByPool(new SenderPool(['Acme:AT']), call(), send)).toMatchObject({
      kind: 'retry',
      code: 'no_sender',
    });
    expect(tried).toEqual([]);
  });
});
