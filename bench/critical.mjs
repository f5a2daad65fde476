import { setTimeout as pause } from 'node:timers/promises';
import { must } from '../test/faults/http-client.mjs';
import { now, share, sorted, steady } from './steady.mjs';
import { userName } from './users.mjs';

const PER_SECOND = 50;
const PAGE = 10_000;

const body = (n) => ({
  user_id: userName(n),
  notification_type: 'one_time_code',
  priority: 'critical',
  channels: ['sms'],
  content: { title: 'Your code', body: `Your code is ${100_000 + n}` },
});

/** When each was entered in the simulator's ledger, minus when it was posted: sorted milliseconds. */
async function latencies(simulator, posted, after) {
  const arrived = new Map();
  const end = now() + 20_000;
  while (arrived.size < posted.size && now() < end) {
    for (;;) {
      const path = `/control/ledger?raw=0&provider=twilio&limit=${PAGE}&after=${after}`;
      const { entries, next } = await must(simulator, 'GET', path, { timeoutMs: 30_000 });
      for (const { notification_id: id, at } of entries) if (!arrived.has(id)) arrived.set(id, Date.parse(at));
      after = next;
      if (entries.length < PAGE) break;
    }
    if (arrived.size < posted.size) await pause(500);
  }
  const times = [...posted].filter(([id]) => arrived.has(id)).map(([id, { at }]) => arrived.get(id) - at);
  const answers = [...posted.values()].map(({ answerMs }) => answerMs);
  // An id holds the time at which it was made: when the recipient had been looked up and the deliveries planned.
  const planned = [...posted].map(([id, { at }]) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16) - at);
  return {
    times: sorted(times),
    answers: sorted(answers),
    planned: sorted(planned),
    missing: posted.size - times.length,
  };
}

const shown = ({ times, answers, planned, missing }) => ({
  count: times.length,
  missing,
  p50_ms: share(times, 0.5),
  p99_ms: share(times, 0.99),
  max_ms: share(times, 1),
  // How much of it went by until it was planned, and until the 202.
  planned_p50_ms: share(planned, 0.5),
  planned_p99_ms: share(planned, 0.99),
  answer_p50_ms: share(answers, 0.5),
  answer_p99_ms: share(answers, 0.99),
});

const lastSeq = async (simulator) => (await must(simulator, 'GET', '/control/counts')).last_seq;

async function idleFigure({ sender, simulator }, seconds) {
  const after = await lastSeq(simulator);
  const stop = steady(sender, PER_SECOND, body);
  await pause(seconds * 1000);
  return shown(await latencies(simulator, await stop(), after));
}

async function loadedFigure({ sender, store, simulator }, { emails, progress }) {
  const after = await lastSeq(simulator);
  const acceptedBefore = await store.accepted('sendgrid');
  const since = Date.now();
  const began = now();
  const stop = steady(sender, PER_SECOND, body);
  const sending = sender
    .bulk(emails, 'email')
    .then(() => progress.line(`critical_under_bulk: all ${emails} emails accepted`));
  await sending;
  // The provider's count, not the stored statuses: asking Postgres for them would itself be load.
  for (const end = now() + 180_000; (await store.accepted('sendgrid')) - acceptedBefore < emails && now() < end;)
    await pause(500);
  const drainSeconds = Math.round((now() - began) / 100) / 10;
  const figure = shown(await latencies(simulator, await stop(), after));
  const left = emails - ((await store.accepted('sendgrid')) - acceptedBefore);
  await store.untilDone({ provider: 'sendgrid', acceptedBefore, since, n: emails, timeoutMs: 60_000 });
  return { ...figure, emails, drain_seconds: drainSeconds, ...(left > 0 && { not_drained: left }) };
}

/** From the POST of a critical SMS to its entry in the simulator's ledger, idle and while low-priority emails drain. */
export async function criticalUnderBulk(bench, { idleSeconds, emails, progress }) {
  await idleFigure(bench, 3);
  const idle = await idleFigure(bench, idleSeconds);
  progress.line(`critical_under_bulk: idle ${JSON.stringify(idle)}`);
  const loaded = await loadedFigure(bench, { emails, progress });
  progress.line(`critical_under_bulk: loaded ${JSON.stringify(loaded)}`);
  const limit = Math.max(Math.round(3 * idle.p99_ms), 200);
  return {
    per_second: PER_SECOND,
    idle,
    loaded,
    limit: { idle_p50_ms: 25, loaded_p99_ms: limit },
    ratio: {
      idle_p50: Math.round((idle.p50_ms / 25) * 100) / 100,
      loaded_p99: Math.round((loaded.p99_ms / limit) * 100) / 100,
    },
    met: idle.p50_ms <= 25 && loaded.p99_ms <= limit && !loaded.missing && !idle.missing,
  };
}
