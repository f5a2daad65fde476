/**
 * Which endpoints fail, and which are not called any more for it: at once after a 410, or after five days of nothing but failure. Kept in
 * memory, where each call asks; written only when something changes: the first failure, the first success after it, the end. Until it
 * has been read, and whenever it cannot be, endpoints are taken as they were known last.
 */
import { Gauge } from 'prom-client';
import type { EndpointKey, EndpointStanding } from '#libs/contracts';
import { Notifications, type Log } from '#libs/messaging';
import { metricsRegistry } from '#libs/observability';
import { grouped, type Database, type Statement } from '#libs/persistence';
import {
  announceHealth,
  beginFailing,
  disableFailing,
  disableGone,
  enable,
  endFailing,
  findAllHealth,
  findHealth,
  healthChannel,
  type HealthRow,
} from './endpoint-health.statements.js';

export const FAILING_FOR_MS = 5 * 24 * 3_600_000;
const READ_EVERY_MS = 30_000;

const endpoints = new Gauge({
  name: 'carillon_webhook_endpoints',
  help: 'Endpoints that fail without a success between, and those that are disabled for it',
  labelNames: ['state'] as const,
  registers: [metricsRegistry],
});

export interface EndpointBookParts {
  readonly db: Database;
  readonly log: Log;
  readonly timeFactor: number;
}

const nameOf = ({ tenant_id, endpoint_id }: EndpointKey): string => `${tenant_id}\0${endpoint_id}`;

type Change = 'began' | 'ended' | 'lasts' | 'gone';

export class EndpointBook {
  private rows = new Map<string, HealthRow>();
  /** Moves when something is written: what was being read then may be what was before. */
  private age = 0;
  private readonly hearing: Notifications;
  private timer: NodeJS.Timeout | undefined;
  private readonly write: Readonly<Record<Change, (key: EndpointKey) => Promise<void>>>;

  constructor(private readonly parts: EndpointBookParts) {
    const { db, timeFactor } = parts;
    const read = () => void this.read();
    this.hearing = new Notifications(db.url, 'webhook-endpoints', healthChannel(db.schema), read, read);
    this.write = {
      began: this.writer(beginFailing),
      ended: this.writer(endFailing),
      lasts: this.writer((keys) => disableFailing(keys, FAILING_FOR_MS * timeFactor)),
      gone: this.writer(disableGone),
    };
  }

  start(): void {
    this.hearing.start();
    this.timer = setInterval(() => void this.read(), READ_EVERY_MS);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.hearing.stop();
  }

  isDisabled(key: EndpointKey): boolean {
    const row = this.rows.size > 0 ? this.rows.get(nameOf(key)) : undefined;
    return row !== undefined && row.disabled_at !== null;
  }

  succeeded(key: EndpointKey): void {
    if (this.rows.size === 0) return;
    const row = this.rows.get(nameOf(key));
    if (row?.disabled_at !== null) return;
    this.rows.delete(nameOf(key));
    this.tell('ended', key);
  }

  failed(key: EndpointKey): void {
    const row = this.rows.get(nameOf(key));
    if (!row) {
      this.rows.set(nameOf(key), { ...key, failing_since: new Date(), disabled_at: null, disabled_reason: null });
      this.tell('began', key);
    } else if (row.disabled_at === null && this.isLong(row)) this.tell('lasts', key);
  }

  gone(key: EndpointKey): void {
    if (!this.isDisabled(key)) this.tell('gone', key);
  }

  async find(keys: readonly EndpointKey[]): Promise<(EndpointStanding | null)[]> {
    const rows = await this.parts.db.query<HealthRow>(findHealth(keys));
    const byName = new Map(rows.map((row) => [nameOf(row), row]));
    return keys.map((key) => {
      const row = byName.get(nameOf(key));
      if (!row?.disabled_at) return null;
      return { disabled_at: row.disabled_at.toISOString(), disabled_reason: row.disabled_reason ?? 'failing' };
    });
  }

  /** Whether they were disabled; every instance calls them again. */
  async enable(keys: readonly EndpointKey[]): Promise<boolean[]> {
    const { db } = this.parts;
    const rows = await db.transaction(async (tx) => {
      const enabled = await tx.query<HealthRow>(enable(keys));
      tx.enqueue(announceHealth());
      return enabled;
    });
    await this.read();
    const names = new Set(rows.map(nameOf));
    return keys.map((key) => names.has(nameOf(key)));
  }

  async read(): Promise<void> {
    const { age } = this;
    try {
      const rows = await this.parts.db.query<HealthRow>(findAllHealth());
      if (age !== this.age) return void (await this.read());
      this.rows = new Map(rows.map((row) => [nameOf(row), row]));
      const disabled = rows.filter(({ disabled_at }) => disabled_at !== null).length;
      endpoints.set({ state: 'disabled' }, disabled);
      endpoints.set({ state: 'failing' }, rows.length - disabled);
    } catch (err) {
      this.parts.log.warn({ err }, 'the health of endpoints cannot be read');
    }
  }

  private isLong({ failing_since }: HealthRow): boolean {
    return Date.now() - failing_since.getTime() >= FAILING_FOR_MS * this.parts.timeFactor;
  }

  /** What is lost here is found again by the next call. */
  private tell(change: Change, key: EndpointKey): void {
    const told = (err: unknown): void => this.parts.log.warn({ err }, 'the health of an endpoint was not written');
    this.write[change](key).catch(told);
  }

  private writer(statement: (keys: readonly EndpointKey[]) => Statement): (key: EndpointKey) => Promise<void> {
    return grouped(
      async (keys: EndpointKey[]) => {
        const once = new Map(keys.map((key) => [nameOf(key), key]));
        const sorted = [...once.keys()].sort().map((name) => once.get(name) as EndpointKey);
        this.age += 1;
        await this.writeAll(statement(sorted));
        return keys.map(() => undefined);
      },
      { inFlight: 1 },
    );
  }

  /** Those that are disabled by it are told to operators here, and to the other instances. */
  private async writeAll(statement: Statement): Promise<void> {
    const { db, log } = this.parts;
    const rows = await db.transaction(async (tx) => {
      const disabled = await tx.query<HealthRow>(statement);
      if (disabled.length > 0) tx.enqueue(announceHealth());
      return disabled;
    });
    for (const { tenant_id, endpoint_id, disabled_reason: reason, failing_since } of rows)
      log.warn({ tenant_id, endpoint_id, reason, failing_since }, 'an endpoint is disabled');
    this.age += 1;
    if (rows.length > 0) await this.read();
  }
}
