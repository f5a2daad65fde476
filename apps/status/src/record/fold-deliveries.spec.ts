import type { StatusEvent } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import { foldDeliveries } from './fold-deliveries.js';

const event = (over: Partial<StatusEvent> = {}): StatusEvent => ({
  v: 1,
  event_id: uuidv7(),
  kind: 'accepted',
  notification_id: uuidv7(),
  delivery_id: uuidv7(),
  tenant_id: 'acme',
  channel: 'email',
  priority: 'medium',
  attempt: 0,
  seq: 0,
  at: '2026-11-21T08:00:00.000Z',
  ...over,
});

describe('a group of events', () => {
  it('becomes one change for each delivery, in the order of their ids', () => {
    const [a, b] = [event(), event()];
    const sent = event({
      ...a,
      event_id: uuidv7(),
      kind: 'sent',
      attempt: 1,
      at: '2026-11-21T08:00:01.000Z',
      user_id: 'u1',
    });
    const changes = foldDeliveries([b, sent, a]);
    expect(changes.map((change) => change.delivery_id)).toEqual([a.delivery_id, b.delivery_id]);
    expect(changes[0]).toMatchObject({ user_id: 'u1', updated_at: sent.at, facts: { sent: 2, progress: { seq: 0 } } });
  });

  it('takes nothing into a delivery from another tenant', () => {
    const own = event();
    const [change] = foldDeliveries([own, event({ ...own, tenant_id: 'other', kind: 'read' })]);
    expect(change).toMatchObject({ tenant_id: 'acme', facts: { seen: 0 } });
  });
});
