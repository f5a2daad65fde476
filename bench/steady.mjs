/** Wall time with fractions of a millisecond: the simulator's ledger is another process. */
export const now = () => performance.timeOrigin + performance.now();

export const sorted = (values) => values.sort((a, b) => a - b);
export const share = (values, p) => Math.round((values[Math.ceil(values.length * p) - 1] ?? NaN) * 10) / 10;

/** Posts single requests at a steady rate until told to stop; answers {notification id → {at, answerMs}}. */
export function steady(sender, perSecond, bodyOf) {
  const posted = new Map();
  const open = new Set();
  let count = 0;
  const began = now();
  const one = async () => {
    const at = now();
    const answer = await sender.post('/v1/notifications', bodyOf(count++));
    posted.set(JSON.parse(answer).id, { at, answerMs: now() - at });
  };
  const timer = setInterval(
    () => {
      // By the clock: what a busy machine delays is made up for, and waits as a real caller would.
      while (count < ((now() - began) * perSecond) / 1000) {
        const call = one().catch(() => undefined);
        open.add(call);
        void call.finally(() => open.delete(call));
      }
    },
    Math.min(20, 1000 / perSecond),
  );
  return async () => {
    clearInterval(timer);
    await Promise.all(open);
    return posted;
  };
}
