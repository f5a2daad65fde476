import { ManualClock } from '#libs/testing';
import { EndpointGates, type Ending, type Entry } from './endpoint-gates.js';

describe('the gate of an endpoint', () => {
  let clock: ManualClock;
  let gates: EndpointGates;
  beforeEach(() => {
    clock = new ManualClock();
    gates = new EndpointGates({ now: () => clock.now(), random: () => 0, factor: 1 });
  });

  const open = (entry: Entry) => {
    if (!entry.open) throw new Error(`it is ${entry.why}`);
    return entry;
  };
  const call = (how: Ending, tookMs = 10, name = 'a') => {
    const entry = open(gates.enter(name));
    clock.advance(tookMs);
    entry.leave(how);
  };
  const atOnce = (name = 'a') => {
    let count = 0;
    while (count < 1_000 && gates.enter(name).open) count += 1;
    return count;
  };

  it('lets more through to one that is quick than to one that is slow', () => {
    for (let i = 0; i < 20; i++) {
      call('well', 5, 'quick');
      call('well', 5_000, 'slow');
    }
    expect([atOnce('quick'), atOnce('new'), atOnce('slow')]).toEqual([64, 16, 4]);
    expect(gates.enter('slow')).toMatchObject({ open: false, why: 'busy', againMs: 1_000 });
  });

  it('closes after five failures in a row, and tries once when its pause is over', () => {
    for (let i = 0; i < 4; i++) call('failed');
    call('well');
    for (let i = 0; i < 5; i++) call('failed');
    expect(gates.enter('a')).toMatchObject({ open: false, why: 'failing', againMs: 5_000 });
    expect(gates.enter('b').open).toBe(true);
    clock.advance(5_000);
    const trial = open(gates.enter('a'));
    expect(gates.enter('a').open).toBe(false);
    trial.leave('failed');
    expect(gates.enter('a')).toMatchObject({ open: false, againMs: 10_000 });
    clock.advance(10_000);
    open(gates.enter('a')).leave('well');
    expect(atOnce('a')).toBe(64);
  });

  it('is not closed by an endpoint that says when to come back', () => {
    for (let i = 0; i < 10; i++) call('neither');
    expect(gates.enter('a').open).toBe(true);
  });
});
