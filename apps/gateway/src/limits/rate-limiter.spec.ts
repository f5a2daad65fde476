import { TYPES_AT_THE_START, type ApiClient } from '#libs/contracts';
import type { IntakeItem } from '../notifications/intake/intake-item.js';
import type { Sheet } from './counting/counters.js';
import { LocalCounters } from './counting/local-counters.js';
import { defaultPolicy } from './limits.env.js';
import { RateLimiter } from './rate-limiter.js';

const client = (tenant: string): ApiClient => ({
  client_id: `of ${tenant}`,
  key_id: 'k',
  tenant_id: tenant,
  name: 'test',
  scopes: [],
});
const policy = { ...defaultPolicy({}), client: { limit: 3, window_seconds: 60 } };
const item = (tenantId: string, over: Partial<IntakeItem> = {}): IntakeItem => ({
  tenantId,
  recipient: { kind: 'user', userId: 'ada' },
  type: TYPES_AT_THE_START.find(({ name }) => name === 'order_update')!,
  priority: 'medium',
  channels: ['email'],
  content: { title: 't', body: 'b' },
  traceparent: '',
  ...over,
});

describe('the rate limiter', () => {
  let calls: { way: string; sheets: readonly Sheet[] }[];
  let limiter: RateLimiter;
  beforeEach(() => {
    calls = [];
    const local = new LocalCounters(() => 1_700_000_000_000);
    const way = (name: string) => ({
      take: (sheets: readonly Sheet[]) => {
        calls.push({ way: name, sheets });
        return local.take(sheets);
      },
    });
    limiter = new RateLimiter({
      normal: way('normal'),
      critical: way('critical'),
      ceiling: undefined,
      hashOf: ({ recipient }) => JSON.stringify(recipient),
    });
  });
  const take = (tenant: string, ...items: IntakeItem[]) => limiter.take(client(tenant), policy, items);

  it('asks once for all that arrive in one turn, a sheet for each tenant and each limit once', async () => {
    const tenants = ['a', 'b', 'a', 'a', 'b', 'a'];
    const verdicts = await Promise.all(tenants.map((tenant) => take(tenant, item(tenant))));
    expect(calls).toHaveLength(1);
    expect(calls[0]?.sheets.map(({ counters, runs }) => [counters.length, runs.length])).toEqual([
      [1, 4],
      [1, 2],
    ]);
    expect(verdicts.map(({ refused }) => refused.size)).toEqual([0, 0, 0, 0, 0, 1]);
    expect(verdicts.map(({ headers }) => headers.ratelimit)).toContain('"client";r=1;t=60');
  });

  it('has a way of its own for what is critical', async () => {
    await Promise.all([take('a', item('a', { priority: 'critical' })), take('a', item('a'))]);
    expect(calls.map(({ way }) => way).sort()).toEqual(['critical', 'normal']);
  });

  it('lays a bulk of equal items down as one run', async () => {
    const items = Array.from({ length: 1_000 }, () => item('a'));
    const { refused } = await take('a', ...items);
    expect(calls[0]?.sheets[0]?.runs).toEqual([{ items: 1_000, counters: [0] }]);
    expect([...refused.keys()]).toEqual(items.slice(3));
  });

  it('asks nobody where nothing is limited', async () => {
    const verdict = await limiter.take(client('a'), { ...policy, client: null }, [item('a')]);
    expect([verdict.refused.size, verdict.headers, calls.length]).toEqual([0, {}, 0]);
  });
});
