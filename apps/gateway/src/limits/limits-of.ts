/** Which limits a request and its items fall under, and the keys of their counters. */
import type { Channel } from '#libs/contracts';
import type { IntakeItem } from '../notifications/intake/intake-item.js';
import type { Counter, LimitName } from './counting/counters.js';
import type { Limit, LimitPolicy } from './limit-policy.js';

const DAY_MS = 86_400_000;

/** The window is part of the key: counts of one window say nothing about another. The tenant is the hash tag of a cluster. */
const counterOf = (
  tenantId: string,
  name: LimitName,
  limit: Limit,
  { id = '', label = name }: { id?: string; label?: string } = {},
): Counter => ({
  key: `limit:{${tenantId}}:${name}:${limit.window_seconds}:${id}`,
  name,
  label,
  limit: limit.limit,
  windowMs: limit.window_seconds * 1_000,
  slides: true,
});

const quotaOf = (tenantId: string, limit: number): Counter => ({
  key: `limit:{${tenantId}}:quota`,
  name: 'quota',
  label: 'quota',
  limit,
  windowMs: DAY_MS,
  slides: false,
});

/** Over all tenants: the one key that lies beside the slots of its callers. */
export const deploymentCounter = (limit: Limit | null | undefined): Counter | undefined =>
  limit ? { ...counterOf('', 'deployment', limit), key: `limit:deployment:${limit.window_seconds}` } : undefined;

/** What every item of the request is counted by, whatever it is. */
export function countersOfRequest(tenantId: string, clientId: string, policy: LimitPolicy): Counter[] {
  const { client, tenant, daily_quota } = policy;
  const counters: Counter[] = [];
  if (client) counters.push(counterOf(tenantId, 'client', client, { id: clientId }));
  if (tenant) counters.push(counterOf(tenantId, 'tenant', tenant));
  if (daily_quota !== null) counters.push(quotaOf(tenantId, daily_quota));
  return counters;
}

/**
 * What an item is counted by beside. Critical and security types pass, and are not counted either: a burst of one-time codes must
 * not silence what comes after it.
 */
export function countersOfItem(item: IntakeItem, policy: LimitPolicy, hashOf: (item: IntakeItem) => string): Counter[] {
  const { tenantId, type, channels } = item;
  if (type.critical || type.category === 'security') return [];
  const own = Object.hasOwn(policy.types, type.name) ? policy.types[type.name] : undefined;
  const typeId = `:${type.name}`;
  const counters: Counter[] = [];
  const user = own?.user !== undefined ? own.user : policy.user;
  if (user) counters.push(counterOf(tenantId, 'user', user, { id: hashOf(item) + (own?.user ? typeId : '') }));
  for (const channel of channels) {
    const limit = own?.channel !== undefined ? own.channel : generalLimit(policy, channel);
    const id = channel + (own?.channel ? typeId : '');
    if (limit) counters.push(counterOf(tenantId, 'channel', limit, { id, label: `channel:${channel}` }));
  }
  return counters;
}

const generalLimit = ({ channel: general, channels }: LimitPolicy, channel: Channel): Limit | null => {
  const own = channels[channel];
  return own === undefined ? general : own;
};
