import fc from 'fast-check';
import { ManualClock } from '#libs/testing';
import { Health } from './health.js';

const failures = (health: Health, count: number): void => {
  for (let i = 0; i < count; i++) health.saw(false);
};

describe('the health of an account', () => {
  test('is lost within a few failures, and comes back with time or with successes', () => {
    const clock = new ManualClock(0);
    const health = new Health(() => clock.now());
    expect(health.value).toBe(1);
    failures(health, 7);
    expect(health.value).toBeLessThan(0.5);
    clock.advance(20_000);
    expect(health.value).toBeGreaterThan(0.8);
    failures(health, 20);
    expect(health.value).toBeLessThan(0.2);
    for (let i = 0; i < 20; i++) health.saw(true);
    expect(health.value).toBeGreaterThan(0.8);
  });

  test('is forgiven when the provider was tried and answers', () => {
    const health = new Health();
    failures(health, 50);
    health.forgive();
    expect(health.value).toBe(1);
  });

  test('stays between 0 and 1, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(60_000))), (results) => {
        let now = 0;
        const health = new Health(() => now);
        for (const [ok, ms] of results) {
          health.saw(ok);
          now += ms;
          expect(health.value).toBeGreaterThanOrEqual(0);
          expect(health.value).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
