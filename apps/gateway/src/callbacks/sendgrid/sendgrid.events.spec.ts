import fc from 'fast-check';
import { readSendgridEvents } from './sendgrid.events.js';

const given = (over: object) => ({
  event: 'delivered',
  timestamp: 1_700_000_000,
  sg_event_id: 'e',
  email: 'ada@example.com',
  notification_id: 'n',
  delivery_id: 'd',
  ...over,
});
const read = (over: object) => readSendgridEvents([given(over)])[0];
const heard = (over: object) => {
  const event = read(over);
  return [event?.kind, event?.heard?.word === 'suppress' ? event.heard.reason : event?.heard?.word];
};

describe('the events of SendGrid', () => {
  test.each([
    ['delivered', {}, 'delivered', undefined],
    ['open', {}, 'opened', undefined],
    ['click', {}, 'clicked', undefined],
    ['bounce', { type: 'bounce', status: '5.1.1' }, 'bounced', 'hard_bounce'],
    ['bounce', { type: 'bounce' }, 'bounced', 'hard_bounce'],
    ['bounce', { type: 'bounce', status: '4.2.2' }, 'failed', undefined],
    ['bounce', { type: 'blocked', status: '5.7.1' }, 'failed', undefined],
    ['dropped', { reason: 'Bounced Address' }, 'failed', 'hard_bounce'],
    ['dropped', { reason: 'Spam Reporting Address' }, 'failed', 'complaint'],
    ['dropped', { reason: 'Unsubscribed Address' }, 'failed', 'stop'],
    ['dropped', { reason: 'Invalid SMTPAPI header' }, 'failed', undefined],
    ['spamreport', {}, 'complained', 'complaint'],
    ['unsubscribe', {}, 'unsubscribed', 'stop'],
    ['group_unsubscribe', {}, 'unsubscribed', 'stop'],
    ['group_resubscribe', {}, undefined, 'lift'],
  ])('%s %j: %s, %s', (event, more, kind, word) => expect(heard({ event, ...more })).toEqual([kind, word]));

  it('that change nothing are left out', () => {
    for (const over of [{ event: 'processed' }, { event: 'deferred' }, { event: 'toString' }, { event: 7 }])
      expect(read(over)).toBeUndefined();
    for (const over of [{ timestamp: 'x' }, { timestamp: 1e12 }, { delivery_id: 1 }, { sg_event_id: '' }])
      expect(read(over)).toBeUndefined();
    expect(read({ event: 'bounce', email: 7 })?.heard).toBeUndefined();
  });

  it('are read without a fault, whatever comes', () => {
    const wild = fc.record({ event: fc.constantFrom('bounce', 'dropped', 'delivered') }, { noNullPrototype: true });
    const any = fc.oneof(
      fc.anything(),
      fc.tuple(wild, fc.object()).map(([one, more]) => ({ ...given(more), ...one })),
    );
    fc.assert(fc.property(fc.array(any), (events) => void readSendgridEvents(events)));
  });
});
