import { jest } from '@jest/globals';
import type { RefusedElsewhere } from '#libs/contracts';
import { logger } from '#libs/observability';
import { RefusedConnections } from './refused-connections.js';

describe('connections that were refused', () => {
  const told: RefusedElsewhere[] = [];
  let isAway = false;
  const call = jest.fn((_: string, { items }: { items: readonly RefusedElsewhere[] }) => {
    if (isAway) return Promise.reject(new Error('the gateway is away'));
    told.push(...items);
    return Promise.resolve(items.map(() => true));
  });
  let refused: RefusedConnections;
  beforeEach(() => {
    jest.useFakeTimers();
    [told.length, isAway] = [0, false];
    call.mockClear();
    refused = new RefusedConnections('inbox.connect', { call }, logger('test'));
  });
  afterEach(() => jest.useRealTimers());

  const seconds = (many: number) => jest.advanceTimersByTimeAsync(many * 1_000);
  const counted = () => told.reduce((sum, { count }) => sum + count, 0);

  it('are told once a second, alike ones together, by their networks', async () => {
    for (let i = 0; i < 200; i++) refused.note('no_token_of_ours', `192.0.2.${i}`);
    refused.note('no_user_token', '192.0.2.1');
    await seconds(1);
    const alike = { action: 'inbox.connect', address: '192.0.2.0/24' };
    expect(told).toEqual([
      { ...alike, reason: 'no_token_of_ours', count: 200 },
      { ...alike, reason: 'no_user_token', count: 1 },
    ]);
    await seconds(60);
    expect(call).toHaveBeenCalledTimes(1);
  });

  it('wait while the gateway is away, and are told once it is back', async () => {
    isAway = true;
    refused.note('no_user_token', '192.0.2.1');
    await seconds(2);
    refused.note('no_user_token', '192.0.2.1');
    await seconds(3);
    isAway = false;
    await seconds(6);
    expect(counted()).toBe(2);
  });

  it('from everywhere are counted, without saying from where', async () => {
    for (let i = 0; i < 5_000; i++) refused.note('no_user_token', `10.${i >> 8}.${i & 255}.1`);
    await seconds(1);
    expect(told).toHaveLength(1_001);
    expect(counted()).toBe(5_000);
  });

  it('are told before the app ends', async () => {
    refused.note('no_user_token', undefined);
    await refused.close();
    expect(told).toEqual([{ action: 'inbox.connect', reason: 'no_user_token', count: 1 }]);
  });
});
