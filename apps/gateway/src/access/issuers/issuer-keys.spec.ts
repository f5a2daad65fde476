import { generateKeyPairSync } from 'node:crypto';
import { ManualClock, until } from '#libs/testing';
import { IssuerKeys } from './issuer-keys.js';

const jwks = () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k' }] };
};
const MINUTE = 60_000;

describe('the keys of an issuer', () => {
  let clock: ManualClock;
  let answer: () => Promise<unknown>;
  let asked: number;
  let keys: IssuerKeys;
  beforeEach(() => {
    [clock, asked, answer] = [new ManualClock(), 0, () => Promise.resolve(jwks())];
    const fetch = () => {
      asked += 1;
      return answer();
    };
    keys = new IssuerKeys({ fetch, now: () => clock.now(), onError: () => {} });
  });
  const otherThan = (known: unknown) =>
    until(async () => {
      const found = await keys.current();
      return found !== known && found;
    });
  const away = () => Promise.reject(new Error('away'));
  const silent = () => new Promise<never>(() => {});

  it('are fetched once for all who ask at the same time', async () => {
    const found = await Promise.all(Array.from({ length: 50 }, () => keys.current()));
    expect([new Set(found).size, asked]).toEqual([1, 1]);
  });

  it('are renewed beside the requests when they are old, and before them when they are stale', async () => {
    const first = await keys.current();
    clock.advance(5 * MINUTE);
    expect(await keys.current()).toBe(first);
    expect(asked).toBe(2);
    const second = await otherThan(first);
    clock.advance(10 * MINUTE);
    expect(await keys.current()).not.toBe(second);
    expect(asked).toBe(3);
  });

  it('go on being good while the issuer is away, and nobody waits for it twice', async () => {
    const first = await keys.current();
    clock.advance(10 * MINUTE);
    answer = away;
    expect(await keys.current()).toBe(first);
    clock.advance(MINUTE);
    answer = silent;
    expect(await keys.current()).toBe(first);
    expect(asked).toBe(3);
  });

  it('are still what they were after an answer that is no set of keys', async () => {
    const first = await keys.current();
    for (const bad of [undefined, null, [], 'x', { keys: 'x' }, { keys: [1] }]) {
      answer = () => Promise.resolve(bad);
      clock.advance(10 * MINUTE);
      expect(await keys.current()).toBe(first);
    }
    answer = () => Promise.resolve(jwks());
    clock.advance(MINUTE);
    await otherThan(first);
  });

  it('cannot be had from one that was never reached, which is asked again after a moment', async () => {
    answer = away;
    for (let i = 0; i < 20; i++) await expect(keys.current()).rejects.toMatchObject({ status: 503 });
    expect(asked).toBe(1);
    clock.advance(2_000);
    answer = () => Promise.resolve(jwks());
    expect(await keys.current()).toBeDefined();
  });

  it('are asked for at most every ten seconds, however many are missing', async () => {
    const first = await keys.current();
    for (let second = 0; second < 60; second++) {
      for (let i = 0; i < 10; i++) await keys.newerThan(first);
      clock.advance(1_000);
    }
    expect(asked).toBe(6);
  });
});
