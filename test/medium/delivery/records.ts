import type { DispatchRecord } from '#libs/contracts';
import { hashKey, uuidv7 } from '#libs/kernel';
import type { ConsumedRecord, LaneBatch } from '#libs/messaging';
import { LocalKeys, Vault } from '#libs/vault';

export const vault = new Vault(new LocalKeys([{ id: 'k1', key: Buffer.alloc(32, 7) }]));
const TENANT = 'acme';

/** One delivery that is asked for now, by a gateway that knew the preferences. */
export function aRecord(over: Partial<DispatchRecord> = {}): DispatchRecord {
  const tenant = over.tenant_id ?? TENANT;
  const target = { channel: 'email', email: 'ada@example.org' };
  const content = { title: 'Hello', body: 'Your order 123 is on its way', data: { order: '123' } };
  return {
    v: 1,
    notification_id: uuidv7(),
    delivery_id: uuidv7(),
    tenant_id: tenant,
    user_id: 'user-1',
    notification_type: 'order_update',
    channel: 'email',
    priority: 'medium',
    attempt: 1,
    target: vault.seal(tenant, JSON.stringify(target)),
    content: vault.seal(tenant, JSON.stringify(content)),
    preferences_version: 1,
    when_in_doubt: 'resend',
    timestamp: new Date().toISOString(),
    ...over,
  };
}

let offset = 0;

function consumed(value: string, topic = 'dispatch.email.medium', key = hashKey(TENANT, 'user-1')): ConsumedRecord {
  const at = String(offset++);
  const bytes = Buffer.from(value);
  return { topic, partition: 0, offset: at, key, value, bytes, headers: {}, timestamp: Date.now() };
}

export interface TestBatch extends LaneBatch {
  /** Offsets of what was dealt with. */
  readonly doneOffsets: Set<string>;
  revoke(): void;
}

export function aBatch(records: readonly (DispatchRecord | string)[], topic = 'dispatch.email.medium'): TestBatch {
  const controller = new AbortController();
  const doneOffsets = new Set<string>();
  const list = records.map((r) => consumed(typeof r === 'string' ? r : JSON.stringify(r), topic));
  return {
    topic,
    partition: 0,
    records: list,
    signal: controller.signal,
    done: (record) => void doneOffsets.add(record.offset),
    allDone: () => list.forEach((r) => doneOffsets.add(r.offset)),
    doneOffsets,
    revoke: () => controller.abort(new Error('rebalance')),
  };
}
