import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { must } from '../test/faults/http-client.mjs';

/** The first UUIDv7 of a moment: ids made from then on are greater. */
export function firstIdOf(ms) {
  const hex = Math.floor(ms).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

/** Apps that have an outbox, and the schema it lies in. */
const OUTBOXES = {
  gateway: 'gateway',
  email: 'email',
  sms: 'sms',
  push: 'push',
  webhook: 'webhook',
  'in-app': 'in_app',
  chat: 'chat',
};

const EVERY_MS = 50;
/** Counting stored statuses is itself work for Postgres: with many to go it is not asked so often. */
const MS_FOR_EACH = 0.03;
/** When a delivery counts as done: with its provider, or with its recipient as far as the provider's callback says. */
const DONE = {
  settled: `status not in ('ACCEPTED', 'SCHEDULED', 'PROCESSING')`,
  delivered: `status in ('DELIVERED', 'READ')`,
};

/** Looks how far the platform is: the provider's count, which is cheap to ask for, and then the statuses stored. */
export class Store {
  constructor({ databaseUrl, simulator, apps }) {
    this.schemas = Object.keys(OUTBOXES).flatMap((app) => (apps.includes(app) ? OUTBOXES[app] : []));
    this.databaseUrl = databaseUrl;
    this.pool = new pg.Pool({ connectionString: databaseUrl, max: 1, options: '-c default_transaction_read_only=on' });
    this.simulator = simulator;
  }

  close = () => this.pool.end();

  /**
   * No figure pays for what the one before it has left to vacuum. The checkpoint hands used files of the write-ahead log on: a server
   * that has run for a while hardly makes new ones, and commits wait for each of them.
   */
  async tidyUp() {
    const client = new pg.Client({ connectionString: this.databaseUrl });
    await client.connect();
    try {
      await client.query('vacuum analyze');
      await client.query('checkpoint');
    } finally {
      await client.end();
    }
  }

  async accepted(provider) {
    return (await must(this.simulator, 'GET', '/control/counts'))[provider].accepted;
  }

  async doneSince(ms, done) {
    const text = `select count(*)::int as count from status.deliveries where id >= $1 and ${DONE[done]}`;
    const { rows } = await this.pool.query({ name: done, text, values: [firstIdOf(ms)] });
    return rows[0].count;
  }

  /** Until n deliveries made since then have their last status. */
  async untilDone({ provider, acceptedBefore, since, n, timeoutMs, done = 'settled' }) {
    const end = performance.now() + timeoutMs;
    let stage = 'at the provider';
    let count = 0;
    while (performance.now() < end) {
      count = stage === done ? await this.doneSince(since, done) : (await this.accepted(provider)) - acceptedBefore;
      if (count >= n && stage === done) return;
      if (count >= n) stage = done;
      else await pause(Math.max(EVERY_MS, stage === done ? (n - count) * MS_FOR_EACH : 0));
    }
    throw new Error(`only ${count} of ${n} were ${stage} after ${timeoutMs / 1000} s`);
  }

  /** Of so many deliveries made since then: those that their provider has not taken. */
  async notSentSince(ms, n) {
    const text = `select count(*)::int as count from status.deliveries where id >= $1 and status in ('SENT', 'DELIVERED', 'READ')`;
    return n - (await this.pool.query({ text, values: [firstIdOf(ms)] })).rows[0].count;
  }

  /** Until no app has anything left to send on. */
  async untilIdle(timeoutMs = 30_000) {
    const text = `select (${this.schemas.map((schema) => `(select count(*) from ${schema}.outbox)`).join('+')})::int as count`;
    const end = performance.now() + timeoutMs;
    while (performance.now() < end && (await this.pool.query(text)).rows[0].count) await pause(200);
  }
}
