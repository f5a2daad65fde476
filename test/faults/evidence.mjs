// Reads the ledgers that the verdict compares. What the services keep for themselves is read here, and only here, straight
// from their tables: a check through their own interfaces would believe what it is there to doubt.
import pg from 'pg';
import { must } from './http-client.mjs';

/** Apps with a ledger of deliveries, and the schema of each. */
const LEDGERS = { email: 'email', sms: 'sms', push: 'push', webhook: 'webhook', 'in-app': 'in_app', chat: 'chat' };
const PAGE = 5_000;
/** What is due later than this is held, and not waited for. */
const HELD = '60 seconds';

export class Evidence {
  constructor({ databaseUrl, simulator, apps }) {
    this.ledgers = apps.flatMap((app) => LEDGERS[app] ?? []);
    this.pool = new pg.Pool({ connectionString: databaseUrl, max: 2, options: '-c default_transaction_read_only=on' });
    // A restart of Postgres ends idle connections; the next question opens another.
    this.pool.on('error', () => undefined);
    this.simulator = simulator;
  }

  close = () => this.pool.end();

  async stored() {
    const { rows } = await this.pool.query(
      'select id, notification_id, channel, priority, status, reason, due_at::text from status.deliveries',
    );
    return rows;
  }

  /** notification id → the deliveries that were committed with it: a bulk's answer does not list them. */
  async planned() {
    const { rows } = await this.pool.query(`
      select id, array(select d->>'id' from json_array_elements(intent->'deliveries') d) as deliveries
      from gateway.notifications`);
    return new Map(rows.map(({ id, deliveries }) => [id, deliveries.map((delivery) => ({ id: delivery }))]));
  }

  /** Channels on which something has reached its provider. */
  async channelsReached() {
    const { rows } = await this.pool.query(
      `select distinct channel from status.deliveries where status in ('SENT', 'DELIVERED', 'READ')`,
    );
    return rows.map(({ channel }) => channel);
  }

  /** What is still on its way and neither in doubt nor held for longer: {status: count}. */
  async open() {
    const { rows } = await this.pool.query(`
      select status, count(*)::int as count from status.deliveries
      where status = 'ACCEPTED' or (status = 'PROCESSING' and reason is distinct from 'in_doubt')
        or (status = 'SCHEDULED' and due_at < now() + interval '${HELD}') group by 1`);
    return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  }

  /** Rows in all outboxes that ought to be gone. */
  async outboxDue() {
    const schemas = ['gateway', ...this.ledgers];
    const counts = schemas.map((schema) => `(select count(*) from ${schema}.outbox where due_at < now())`);
    const { rows } = await this.pool.query(`select (${counts.join(' + ')})::int as count`);
    return rows[0].count;
  }

  /** delivery id → how often its provider took it. */
  async sends() {
    const counts = new Map();
    const add = (id) => counts.set(id, (counts.get(id) ?? 0) + 1);
    for (let after = 0; ;) {
      const page = await must(this.simulator, 'GET', `/control/ledger?raw=0&limit=${PAGE}&after=${after}`);
      for (const { delivery_id: id } of page.entries) add(id);
      if (page.entries.length < PAGE) break;
      after = page.next;
    }
    if (!this.ledgers.includes('in_app')) return counts;
    // An item's id is that of its delivery.
    const items = await this.pool.query('select id from in_app.inbox_items');
    for (const { id } of items.rows) add(id);
    return counts;
  }

  /** delivery id → how often a call may have been made without anyone learning how it ended: what explains a duplicate. */
  async doubts() {
    const union = this.ledgers.map((schema) => `select delivery_id, event from ${schema}.attempts`);
    const { rows } = await this.pool.query(
      `select delivery_id, count(*)::int as count from (${union.join(' union all ')}) a
       where event in ('unknown_outcome', 'lease_ran_out') group by 1`,
    );
    return new Map(rows.map(({ delivery_id, count }) => [delivery_id, count]));
  }

  /** delivery id → why it was given up. */
  async deadLetters() {
    const union = this.ledgers.map((schema) => `select delivery_id, reason from ${schema}.dead_letters`);
    const { rows } = await this.pool.query(union.join(' union '));
    return new Map(rows.map(({ delivery_id, reason }) => [delivery_id, reason]));
  }

  /** Open ones: what was replayed is not counted again. */
  async lettersOf(channel) {
    const { rows } = await this.pool.query(
      `select count(*)::int as count from ${channel}.dead_letters where state = 'open'`,
    );
    return rows[0].count;
  }

  /** Deliveries whose `claims`-th claim in a row has just begun; of these only, if any are named. */
  async calling(channel, claims, among = null) {
    const { rows } = await this.pool.query(
      `select delivery_id from ${channel}.ledger where state = 1 and claims = $1
       and claimed_at > clock_timestamp() - interval '2 seconds' and ($2::uuid[] is null or delivery_id = any($2))`,
      [claims, among],
    );
    return rows.map(({ delivery_id }) => delivery_id);
  }

  async callbacksOwed() {
    const counts = await must(this.simulator, 'GET', '/control/counts');
    return Object.values(counts).reduce((sum, one) => sum + (one.callbacks?.owed ?? 0), 0);
  }
}
