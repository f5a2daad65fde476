import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { must } from '../test/faults/http-client.mjs';

/** The first UUIDv7 of a moment: ids made from then on are greater. */
export function firstIdOf(ms) {
  const hex = Math.floor(ms).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

const EVERY_MS = 50;
const SETTLED = `status not in ('ACCEPTED', 'SCHEDULED', 'PROCESSING')`;

/** Looks how far the platform is: the provider's count, which is cheap to ask for, and then the statuses stored. */
export class Store {
  constructor({ databaseUrl, simulator }) {
    this.pool = new pg.Pool({ connectionString: databaseUrl, max: 1, options: '-c default_transaction_read_only=on' });
    this.simulator = simulator;
  }

  close = () => this.pool.end();

  async accepted(provider) {
    return (await must(this.simulator, 'GET', '/control/counts'))[provider].accepted;
  }

  async settledSince(ms) {
    const text = `select count(*)::int as count from status.deliveries where id >= $1 and ${SETTLED}`;
    const { rows } = await this.pool.query({ name: 'settled', text, values: [firstIdOf(ms)] });
    return rows[0].count;
  }

  /** Until n deliveries made since then have their last status. */
  async untilSettled({ provider, acceptedBefore, since, n, timeoutMs }) {
    const end = performance.now() + timeoutMs;
    let stage = 'at the provider';
    let count = 0;
    while (performance.now() < end) {
      count = stage === 'settled' ? await this.settledSince(since) : (await this.accepted(provider)) - acceptedBefore;
      if (count >= n && stage === 'settled') return;
      if (count >= n) stage = 'settled';
      else await pause(EVERY_MS);
    }
    throw new Error(`only ${count} of ${n} were ${stage} after ${timeoutMs / 1000} s`);
  }

  /** Until no app has anything left to send on. */
  async untilIdle(timeoutMs = 30_000) {
    const schemas = ['gateway', 'email', 'sms', 'push', 'webhook', 'in_app'];
    const text = `select (${schemas.map((schema) => `(select count(*) from ${schema}.outbox)`).join('+')})::int as count`;
    const end = performance.now() + timeoutMs;
    while (performance.now() < end && (await this.pool.query(text)).rows[0].count) await pause(200);
  }
}
