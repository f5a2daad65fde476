import { until } from './until.js';

describe('until', () => {
  test('answers the first answer that is not falsy', async () => {
    const answers = [undefined, 0, '', 'here'];
    await expect(until(() => answers.shift(), { everyMs: 1 })).resolves.toBe('here');
  });

  test('takes an error for "not yet"', async () => {
    let calls = 0;
    const ask = () => {
      if (++calls < 3) throw new Error('too early');
      return calls;
    };
    await expect(until(ask, { everyMs: 1 })).resolves.toBe(3);
  });

  test('says what it waited for, and the last answer', async () => {
    const never = until(() => false, { timeoutMs: 5, everyMs: 1, what: 'the row' });
    await expect(never).rejects.toThrow('Waited 5 ms in vain for the row; the last answer: false');
  });
});
