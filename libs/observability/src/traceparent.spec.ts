import { childSpan, continueTrace, newTrace, traceIdOf } from './traceparent.js';

const GIVEN = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('traceparent', () => {
  test('a new trace is valid, sampled and its own', () => {
    expect(newTrace()).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(new Set(Array.from({ length: 2_000 }, newTrace)).size).toBe(2_000);
  });

  test('a child keeps the trace and the flags and has a span of its own', () => {
    const child = childSpan(GIVEN);
    expect(traceIdOf(child)).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
    expect(child).not.toBe(GIVEN);
    expect(child.endsWith('-01')).toBe(true);
    expect(childSpan(GIVEN.replace(/01$/, '00')).endsWith('-00')).toBe(true);
  });

  test.each([undefined, '', 'nonsense', GIVEN.replace('00-4', 'ff-4'), `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`])(
    'starts anew after %s',
    (given) => {
      expect(traceIdOf(given)).toBeUndefined();
      expect(traceIdOf(continueTrace(given))).toHaveLength(32);
    },
  );

  test('a later version with more fields is understood', () => {
    expect(traceIdOf(GIVEN.replace(/^00/, '01') + '-more')).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
  });
});
