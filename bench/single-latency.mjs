import { setTimeout as pause } from 'node:timers/promises';
import { notification } from './sender.mjs';
import { share, sorted, steady } from './steady.mjs';

const PER_SECOND = 500;
const P99_MS = 50;

/** From a single POST to its 202, at a steady rate, while what was accepted is delivered on the same cores. */
export async function singleLatency({ sender, store }, { seconds }) {
  const acceptedBefore = await store.accepted('webhook');
  const since = Date.now();
  const stop = steady(sender, PER_SECOND, (n) => notification(n, 'webhook'));
  await pause(seconds * 1000);
  const posted = await stop();
  const answers = sorted(Array.from(posted.values(), ({ answerMs }) => answerMs));
  await store.untilDone({ provider: 'webhook', acceptedBefore, since, n: posted.size, timeoutMs: 60_000 });
  const refused = Math.max(0, Math.floor(seconds * PER_SECOND * 0.99) - posted.size);
  const p99 = share(answers, 0.99);
  return {
    per_second: PER_SECOND,
    count: posted.size,
    ...(refused > 0 && { refused }),
    p50_ms: share(answers, 0.5),
    p99_ms: p99,
    max_ms: share(answers, 1),
    limit: { p99_ms: P99_MS },
    ratio: Math.round((p99 / P99_MS) * 100) / 100,
    met: p99 <= P99_MS && refused === 0,
  };
}
