import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { must } from '../test/faults/http-client.mjs';
import { now, share, sorted, steady } from './steady.mjs';
import { firstIdOf } from './store.mjs';
import { userName } from './users.mjs';

const PER_SECOND = 100;
const [FIRST, SECOND] = ['sendgrid', 'ses'];
const MOST_MS = 5_000;
/** A channel that another one's provider must not slow down: this long, or twice what it takes anyway. */
const FREE_MS = 200;
const CHANNELS = ['email', 'sms', 'push', 'in_app', 'webhook'];

/** Of so many users every tenth has a device, as `storeDevices` has it. */
export const PUSHED = 3_000;
const ofPush = (n) => (5 + 10 * n) % PUSHED;

const body = (n) => ({
  user_id: userName(CHANNELS[n % CHANNELS.length] === 'push' ? ofPush(n) : n),
  notification_type: 'order_update',
  priority: 'high',
  channels: [CHANNELS[n % CHANNELS.length]],
  content: { title: 'Your order', body: 'It is on its way.', data: { n: String(n) } },
});

/** When each delivery made since then was taken: {notification_id, channel, at}. */
async function arrivals(pool, since) {
  const { rows } = await pool.query(
    `select d.notification_id, d.channel, extract(epoch from least(min(h.at),
       min((d.first_settlement::json->>'at')::timestamptz)))::float8 * 1000 as at
     from status.deliveries d left join status.history h on h.delivery_id = d.id and h.kind in ('sent', 'delivered')
     where d.id >= $1 and (h.at is not null or d.first_settlement is not null) group by 1, 2`,
    [firstIdOf(since)],
  );
  return rows;
}

async function underLoad(bench, pool, { seconds, during }) {
  const since = Date.now();
  const stop = steady(bench.sender, PER_SECOND, body);
  const seen = await during?.();
  await pause(seconds * 1_000);
  const posted = await stop();
  let rows = [];
  for (const end = now() + 60_000; now() < end && rows.length < posted.size; await pause(500))
    rows = await arrivals(pool, since);
  const p99 = (channel) => {
    const times = rows
      .filter((row) => row.channel === channel)
      .map((row) => row.at - posted.get(row.notification_id)?.at);
    return share(sorted(times.filter(Number.isFinite)), 0.99);
  };
  return { posted, rows, seen, p99: Object.fromEntries(CHANNELS.map((channel) => [channel, p99(channel)])) };
}

/** When the dead provider was first called, and when the second one first took something after that. */
async function firstOfSecond({ simulator }) {
  const { last_seq: after, [FIRST]: first } = await must(simulator, 'GET', '/control/counts');
  await must(simulator, 'PUT', `/control/faults/${FIRST}`, { body: { mode: 'error', status: 503 } });
  let failedAt;
  for (const end = now() + 30_000; now() < end; await pause(20)) {
    const counts = await must(simulator, 'GET', '/control/counts');
    if (failedAt === undefined && counts[FIRST].calls > first.calls) failedAt = now();
    const { entries } = await must(simulator, 'GET', `/control/ledger?raw=0&provider=${SECOND}&limit=1&after=${after}`);
    if (failedAt !== undefined && entries[0]) return Math.max(0, Math.round(Date.parse(entries[0].at) - failedAt));
  }
  throw new Error(`nothing came to ${SECOND} in 30 s after ${FIRST} had died`);
}

/** The first provider of mail dies: how soon the second one has the mail, and what the other channels notice of it. */
export async function failover(bench, { seconds, progress }) {
  const { platform, simulator } = bench;
  const pool = new pg.Pool({ connectionString: platform.services.databaseUrl, max: 1 });
  try {
    await underLoad(bench, pool, { seconds: 3 });
    const healthy = await underLoad(bench, pool, { seconds });
    progress.line(`failover: healthy ${JSON.stringify(healthy.p99)}`);
    const dead = await underLoad(bench, pool, { seconds, during: () => firstOfSecond(bench) });
    progress.line(`failover: dead ${JSON.stringify(dead.p99)}, ${dead.seen} ms`);
    const missing = dead.posted.size - dead.rows.length;
    const others = CHANNELS.filter((channel) => channel !== 'email');
    const limits = Object.fromEntries(others.map((c) => [c, Math.max(FREE_MS, 2 * healthy.p99[c])]));
    const ratios = others.map((channel) => dead.p99[channel] / limits[channel]);
    return {
      per_second: PER_SECOND,
      failover_ms: dead.seen,
      email_p99_ms: dead.p99.email,
      healthy_p99_ms: healthy.p99,
      dead_p99_ms: dead.p99,
      limit: { failover_ms: MOST_MS, p99_ms: limits },
      ratio: { failover: round(dead.seen / MOST_MS), worst_p99: round(Math.max(...ratios)) },
      ...(missing > 0 && { missing }),
      met: dead.seen <= MOST_MS && missing === 0 && ratios.every((ratio) => ratio <= 1),
    };
  } finally {
    await must(simulator, 'PUT', `/control/faults/${FIRST}`, { body: { mode: 'ok' } });
    await pool.end();
  }
}

const round = (ratio) => Math.round(ratio * 100) / 100;
