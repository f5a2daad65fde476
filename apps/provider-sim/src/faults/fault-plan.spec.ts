import { FaultPlan, faultSchema } from './fault-plan.js';

const modes = (plan: FaultPlan, calls: number) => Array.from({ length: calls }, () => plan.next().mode);

describe('FaultPlan', () => {
  it('hits no call when the provider is well', () => {
    expect(modes(new FaultPlan(), 3)).toEqual(['ok', 'ok', 'ok']);
  });

  it('hits the given share of calls', () => {
    const draws = [0.1, 0.6, 0.29, 0.3];
    const plan = new FaultPlan(faultSchema.parse({ mode: 'error', rate: 0.3 }), () => draws.shift()!);
    expect(modes(plan, 4)).toEqual(['error', 'ok', 'error', 'ok']);
  });

  it('is well again after the given number of hits', () => {
    const plan = new FaultPlan(faultSchema.parse({ mode: 'throttle', until_count: 2 }));
    expect(modes(plan, 4)).toEqual(['throttle', 'throttle', 'ok', 'ok']);
  });

  it('refuses a mode it does not know', () => {
    expect(faultSchema.safeParse({ mode: 'sulk' }).success).toBe(false);
  });
});
