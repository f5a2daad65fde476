import type { LiveItem } from './live-item.js';
import { Watcher } from './watcher.js';

const item = (version: number, over: Partial<LiveItem> = {}, delivery_id = 'd1'): LiveItem => ({
  tenant_id: 'acme',
  version,
  status: {
    notification_id: 'n1',
    delivery_id,
    channel: 'email',
    status: 'SENT',
    at: '2026-11-21T08:00:00.000Z',
    notification_status: 'SENT',
  },
  ...over,
});

describe('what a socket is told', () => {
  let told: string[][];
  const watcher = (user_id?: string) => {
    const emit = (_: string, items: { delivery_id: string }[]) => told.push(items.map((i) => i.delivery_id));
    return new Watcher({ emit, disconnect: () => {}, conn: {} }, { tenant_id: 'acme', ...(user_id && { user_id }) });
  };
  beforeEach(() => {
    told = [];
  });

  it('is never an older state after a newer one, nor the same twice', () => {
    const { listener, notifications } = watcher();
    notifications.set('n1', new Map());
    for (const version of [2, 1, 2, 3]) listener([item(version)]);
    expect(told).toHaveLength(2);
  });

  it('is what it watches, or everything when it asked for that', () => {
    const one = watcher();
    one.listener([item(1)]);
    expect(told).toEqual([]);
    one.everything = true;
    one.listener([item(1), item(1, {}, 'd2')]);
    expect(told).toEqual([['d1', 'd2']]);
  });

  it('is nothing of another tenant or another user', () => {
    const one = watcher('u1');
    one.notifications.set('n1', new Map());
    one.listener([item(1, { tenant_id: 'other', user_id: 'u1' }), item(1, { user_id: 'u2' }), item(1)]);
    expect(told).toEqual([]);
    one.listener([item(1, { user_id: 'u1' })]);
    expect(told).toEqual([['d1']]);
  });

  it('ends with a socket that does not keep up', () => {
    let cut = false;
    const conn = { writeBuffer: Array.from({ length: 1_001 }) };
    const slow = new Watcher(
      { emit: () => told.push([]), disconnect: () => (cut = true), conn },
      { tenant_id: 'acme' },
    );
    slow.everything = true;
    slow.listener([item(1)]);
    expect([told, cut]).toEqual([[], true]);
  });
});
