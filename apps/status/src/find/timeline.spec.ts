import type { HistoryRow } from './find-notifications.statement.js';
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
const kinds = (...rows: HistoryRow[]) => timeline(rows, new Map([['d1', 'email']])).map((entry) => entry.event);
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

  it('leaves out what belongs to no delivery that was read', () => {
    expect(kinds(row('sent', '01.500', { delivery_id: 'stored in between' }))).toEqual([]);
  });
});
