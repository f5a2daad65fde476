import { jest } from '@jest/globals';
import { BreakerOpenError } from './breaker-open.error.js';
import { ProviderBreaker, type BreakerState, type Pass } from './provider-breaker.js';

const never = new AbortController().signal;
const fails = (): Promise<never> => Promise.reject(new Error('503'));

describe('the breaker of a provider', () => {
  let states: BreakerState[];
  let breaker: ProviderBreaker;

  beforeEach(() => {
    jest.useFakeTimers();
    states = [];
    breaker = new ProviderBreaker({ name: 'sendgrid', volume: 4, resetMs: 1_000, onState: (s) => states.push(s) });
  });
  afterEach(() => {
    breaker.close();
    jest.useRealTimers();
  });

  const trip = async (): Promise<void> => {
    for (let i = 0; i < 4; i++) await breaker.call(fails).catch(() => {});
  };
  const waiting = (count: number): Pass[] => {
    const passes: Pass[] = [];
    for (let i = 0; i < count; i++) void breaker.enter(never).then((pass) => passes.push(pass));
    return passes;
  };

  test('opens when most calls of the window fail, and not for a few', async () => {
    await breaker.call(fails).catch(() => {});
    expect(breaker.state).toBe('closed');
    await trip();
    expect(breaker.state).toBe('open');
  });

  test('counts an answer that says "not taken" as a failure, and still answers it', async () => {
    for (let i = 0; i < 4; i++)
      await expect(
        breaker.call(
          () => Promise.resolve(429),
          (a) => a === 429,
        ),
      ).resolves.toBe(429);
    expect(breaker.state).toBe('open');
  });

  test('says of a call that was not made that it was not made', async () => {
    await trip();
    const made = jest.fn(() => Promise.resolve(1));
    await expect(breaker.call(made)).rejects.toBeInstanceOf(BreakerOpenError);
    expect(made).not.toHaveBeenCalled();
  });

  test('lets ONE of all that wait through when it is half open (opossum 819)', async () => {
    await trip();
    const passes = waiting(50);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(passes).toHaveLength(1);
    expect(passes[0]?.probe).toBe(true);
    let answer = (_: number): void => {};
    const probe = breaker.call(() => new Promise<number>((resolve) => (answer = resolve)));
    const others = await Promise.allSettled(Array.from({ length: 20 }, () => breaker.call(() => Promise.resolve(2))));
    expect(others.every((o) => o.status === 'rejected' && o.reason instanceof BreakerOpenError)).toBe(true);
    expect(passes).toHaveLength(1);
    answer(1);
    await probe;
    await jest.advanceTimersByTimeAsync(0);
    expect(breaker.state).toBe('closed');
    expect(passes).toHaveLength(50);
  });

  test('lets the next one try when the probe fails, after another pause', async () => {
    await trip();
    const passes = waiting(3);
    await jest.advanceTimersByTimeAsync(1_000);
    await breaker.call(fails).catch(() => {});
    expect(breaker.state).toBe('open');
    expect(passes).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(passes).toHaveLength(2);
    expect(states).toEqual(['open', 'half_open', 'open', 'half_open']);
  });

  test('hands the probe on when its holder had nothing to call for', async () => {
    await trip();
    const passes = waiting(3);
    await jest.advanceTimersByTimeAsync(1_000);
    passes[0]?.giveBack();
    passes[0]?.giveBack();
    await jest.advanceTimersByTimeAsync(0);
    expect(passes).toHaveLength(2);
    expect(passes[1]?.probe).toBe(true);
  });

  test('hands out no probe while a call that was claimed earlier is the one that tries', async () => {
    await trip();
    const passes = waiting(3);
    await jest.advanceTimersByTimeAsync(1_000);
    let answer = (_: number): void => {};
    const stray = breaker.call(() => new Promise<number>((resolve) => (answer = resolve)));
    await expect(breaker.call(() => Promise.resolve(2))).rejects.toBeInstanceOf(BreakerOpenError);
    passes[0]?.giveBack();
    await jest.advanceTimersByTimeAsync(0);
    expect(passes).toHaveLength(1);
    answer(1);
    await stray;
    await jest.advanceTimersByTimeAsync(0);
    expect(passes).toHaveLength(3);
    expect(passes.slice(1).every((pass) => !pass.probe)).toBe(true);
  });

  test('lets who waits go when its signal fires', async () => {
    await trip();
    const stop = new AbortController();
    const waited = breaker.whenClosed(stop.signal);
    stop.abort(new Error('rebalance'));
    await expect(waited).rejects.toThrow('rebalance');
    await jest.advanceTimersByTimeAsync(1_000);
    expect(breaker.state).toBe('half_open');
    expect(breaker.tryEnter()?.probe).toBe(true);
  });
});
