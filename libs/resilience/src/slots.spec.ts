import { Slots } from './slots.js';

describe('slots', () => {
  test('are given out as far as they go', () => {
    const slots = new Slots(3);
    expect([slots.take(2), slots.take(2), slots.take(2)]).toEqual([2, 1, 0]);
    slots.give(3);
    expect(slots.free).toBe(3);
  });

  test('wake who waits only when enough are free', async () => {
    const slots = new Slots(4);
    slots.take(4);
    let awake = false;
    const waiting = slots.whenFree(2).then(() => (awake = true));
    slots.give(1);
    await Promise.resolve();
    expect(awake).toBe(false);
    slots.give(1);
    await waiting;
    expect(awake).toBe(true);
  });

  test('do not wait for more than there are', async () => {
    await new Slots(2).whenFree(10);
  });

  test('notice when one is given back twice', () => {
    expect(() => new Slots(1).give(1)).toThrow('given back twice');
  });

  test('one lane that is full takes nothing from another', () => {
    const low = new Slots(2);
    const critical = new Slots(2);
    low.take(2);
    expect(critical.take(1)).toBe(1);
  });
});
