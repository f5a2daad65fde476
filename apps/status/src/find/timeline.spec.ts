import type { DeliveryRow, HistoryRow } from './find-notifications.statement.js';
import { timeline } from './timeline.js';

const row = (kind: HistoryRow['kind'], at: string, over: Partial<HistoryRow> = {}): HistoryRow => ({
  delivery_id: 'd1',
  kind,
  attempt: 1,
  at: new Date(`2026-11-21T08:00:${at}Z`),
  claimed_at: null,
  due_at: null,
  reason: null,
  provider: null,
  provider_message_id: null,
  detail: null,
  ...over,
});
const delivery = (accepted_at: Date | null): DeliveryRow => ({
  id: 'd1',
  notification_id: 'n1',
  tenant_id: 'acme',
  channel: 'email',
  priority: 'medium',
  user_id: null,
  notification_type: null,
  metadata: null,
  accepted_at,
  updated_at: new Date(),
  first_settlement: null,
  due_at: null,
  reason: null,
  status: 'ACCEPTED',
  version: 1,
  replay_of: null,
});
const kindsOf = (acceptedAt: Date | null, ...rows: HistoryRow[]) =>
  timeline(rows, [delivery(acceptedAt)]).map((entry) => entry.event);
const kinds = (...rows: HistoryRow[]) => kindsOf(null, ...rows);
const claimed_at = new Date('2026-11-21T08:00:01.300Z');

describe('the timeline', () => {
  it('tells by time, with the claim that a settlement reports', () => {
    const rows = [row('delivered', '02.100'), row('sent', '01.500', { claimed_at }), row('accepted', '01.200')];
    expect(kinds(...rows)).toEqual(['accepted', 'processing', 'sent', 'delivered']);
  });

  it('puts what a provider dates to the whole second after what must have come before', () => {
    const rows = [row('delivered', '01.000'), row('accepted', '01.200'), row('sent', '01.500', { claimed_at })];
    expect(kinds(...rows, row('read', '01.700'))).toEqual(['accepted', 'processing', 'sent', 'delivered', 'read']);
  });

  it('shows that it was sent where one event says sent and delivered', () => {
    const rows = [row('accepted', '01.200'), row('delivered', '01.500', { claimed_at })];
    expect(kinds(...rows)).toEqual(['accepted', 'processing', 'sent', 'delivered']);
  });

  it('tells a claim once, however often its settlement is reported', () => {
    const rows = [row('sent', '01.500', { claimed_at }), row('sent', '01.500', { claimed_at })];
    expect(kinds(...rows)).toEqual(['processing', 'sent', 'sent']);
  });

  it('begins with the acceptance, of which only the delivery knows', () => {
    const accepted = new Date('2026-11-21T08:00:01.000Z');
    expect(kindsOf(accepted)).toEqual(['accepted']);
    expect(kindsOf(accepted, row('sent', '01.500', { claimed_at }))).toEqual(['accepted', 'processing', 'sent']);
  });

  it('does not say that it was accepted where it began otherwise, or the history says so', () => {
    const accepted = new Date('2026-11-21T08:00:01.000Z');
    expect(kindsOf(accepted, row('suppressed', '01.000', { attempt: 0 }))).toEqual(['suppressed']);
    const later = row('accepted', '09.000', { attempt: 0 });
    expect(kindsOf(accepted, row('scheduled', '01.000', { attempt: 0 }), later)).toEqual(['scheduled', 'accepted']);
    expect(kindsOf(accepted, later)).toEqual(['accepted']);
  });

  it('leaves out what belongs to no delivery that was read', () => {
    expect(kinds(row('sent', '01.500', { delivery_id: 'stored in between' }))).toEqual([]);
  });
});
