import type { Outcome, Provider, ProviderCall } from '#libs/delivery';
import { CallsOnTwoThreads } from './second-thread.js';

const aCall = (priority: ProviderCall['priority'] = 'low'): ProviderCall => ({ priority }) as ProviderCall;
const HERE: Outcome[] = [{ kind: 'sent', detail: 'here' }];
const THERE: Outcome[] = [{ kind: 'sent', detail: 'there' }];
const MOST_HERE = 2;

describe('calls on two threads', () => {
  const never = new AbortController().signal;
  let held: PromiseWithResolvers<Outcome[]>[];
  let started: number;
  let ended: string[];
  let second: { isReady: boolean; send: () => Promise<Outcome[]>; close: () => Promise<void> };
  let calls: CallsOnTwoThreads;

  beforeEach(() => {
    [held, started, ended] = [[], 0, []];
    second = {
      isReady: true,
      send: () => Promise.resolve(THERE),
      close: () => Promise.resolve(void ended.push('there')),
    };
    const here: Provider = {
      name: 'webhook',
      group: 1,
      send: () => {
        held.push(Promise.withResolvers<Outcome[]>());
        return held.at(-1)!.promise;
      },
      close: () => Promise.resolve(void ended.push('here')),
    };
    calls = new CallsOnTwoThreads(here, MOST_HERE, () => {
      started += 1;
      return second;
    });
  });

  const send = (priority?: ProviderCall['priority'], signal = never) => calls.send([aCall(priority)], signal);

  it('are made here as long as there are few', async () => {
    for (let i = 0; i < 5; i++) {
      const outcome = send();
      held.at(-1)!.resolve(HERE);
      expect(await outcome).toBe(HERE);
    }
    expect(started).toBe(0);
    await calls.close();
    expect(ended).toEqual(['here']);
  });

  it('are made there beyond that, until one here has ended', async () => {
    const [first] = [send(), send()];
    expect(await send()).toBe(THERE);
    held[0]!.reject(new Error('no'));
    await expect(first).rejects.toThrow('no');
    const next = send();
    held.at(-1)!.resolve(HERE);
    expect(await next).toBe(HERE);
    expect(started).toBe(1);
    await calls.close();
    expect(ended).toEqual(['here', 'there']);
  });

  it('are made here while the other thread starts, if they are critical, and if nobody waits any more', async () => {
    void send();
    void send();
    second.isReady = false;
    void send();
    second.isReady = true;
    void send('critical');
    void send('low', AbortSignal.abort());
    expect(held).toHaveLength(5);
    expect(await send()).toBe(THERE);
  });
});
