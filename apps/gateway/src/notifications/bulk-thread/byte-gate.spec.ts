import { ByteGate } from './byte-gate.js';

describe('the gate of bulks', () => {
  const visits = (gate: ByteGate) => {
    const order: string[] = [];
    const come = (name: string, bytes: number) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const done = gate.through(bytes, () => {
        order.push(name);
        return promise;
      });
      return { leave: resolve, fail: reject, done };
    };
    return { order, come };
  };

  it('lets in as many as fit, in the order in which they came', async () => {
    const { order, come } = visits(new ByteGate(100));
    const [a, , c, d] = [come('a', 60), come('b', 40), come('c', 50), come('d', 1)];
    expect(order).toEqual(['a', 'b']);
    a.leave();
    await a.done;
    await Promise.resolve();
    expect(order).toEqual(['a', 'b', 'c', 'd']);
    c.leave();
    d.leave();
    await Promise.all([c.done, d.done]);
  });

  it('lets in what is bigger than all, alone, and goes on after a failure', async () => {
    const { order, come } = visits(new ByteGate(100));
    const [big, small] = [come('big', 1_000), come('small', 1)];
    expect(order).toEqual(['big']);
    big.fail(new Error('no'));
    await expect(big.done).rejects.toThrow('no');
    small.leave();
    await small.done;
    expect(order).toEqual(['big', 'small']);
  });
});
