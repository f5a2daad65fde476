import { TwilioProvider } from '../../../apps/sms/src/providers/twilio/twilio.provider.js';
import { runSimulator, type Running } from '../provider-sim/simulator.fixture.js';
import { aCall } from '../providers/provider-call.builder.js';

const never = new AbortController().signal;

describe('a text message', () => {
  let sim: Running;
  let provider: TwilioProvider;

  beforeAll(async () => {
    sim = await runSimulator();
    provider = new TwilioProvider({ ...optionsOf(sim), from: ['+15005550006'] });
  });
  afterAll(async () => {
    provider.close();
    await sim.stop();
  });
  beforeEach(() => sim.control('DELETE', 'ledger'));

  const sms = (phone: string) => aCall({ target: { channel: 'sms', phone }, priority: 'critical', attempt: 2 });

  test('is called back for at an address that names the delivery', async () => {
    const call = sms('+436641234567');
    await provider.send([call], never);
    const url = (await sim.gateway.received(1))[0]!.url;
    expect(url).toMatch(/^\/callbacks\/twilio\?/);
    expect(Object.fromEntries(new URL(url, 'http://x').searchParams)).toEqual({
      n: call.notificationId,
      d: call.deliveryId,
      t: 'tenant-1',
      p: 'critical',
      a: '2',
    });
  });

  test('carries the title and the text', async () => {
    await provider.send([sms('+436641234568')], never);
    const [entry] = await sim.ledger();
    const form = new URLSearchParams(entry!.raw!.body);
    expect([form.get('From'), form.get('Body')]).toEqual(['+15005550006', 'Your order\nIt is on its way.']);
  });

  test.each([
    ['+15005550004', 'opted_out'],
    ['+15005550009', 'not_mobile'],
    ['+15005550003', 'region_not_permitted'],
  ])('to %s is refused: %s', async (phone, code) => {
    expect(await provider.send([sms(phone)], never)).toMatchObject([{ kind: 'rejected', code }]);
  });

  test('can go out by a messaging service', async () => {
    const other = new TwilioProvider({ ...optionsOf(sim), from: ['MG00000000000000000000000000000000'] });
    expect(await other.send([sms('+436641234569')], never)).toMatchObject([{ kind: 'sent' }]);
    other.close();
    const [entry] = await sim.ledger();
    expect(new URLSearchParams(entry!.raw!.body).get('MessagingServiceSid')).toMatch(/^MG/);
  });

  test('goes out from the next number where its own cannot send, and says how long it was', async () => {
    const [mute, full, good] = ['+15005550007', '+15005550008', '+15005550006'];
    const other = new TwilioProvider({ ...optionsOf(sim), from: [mute, full, good] });
    const long = aCall({
      target: { channel: 'sms', phone: '+436641234570' },
      content: { title: '', body: 'a'.repeat(200) },
    });
    expect(await other.send([long], never)).toMatchObject([{ kind: 'sent', detail: '2 segments of GSM-7' }]);
    expect(new URLSearchParams((await sim.ledger())[0]!.raw!.body).get('From')).toBe(good);
    other.close();
    const none = new TwilioProvider({ ...optionsOf(sim), from: [mute] });
    expect(await none.send([long], never)).toMatchObject([{ kind: 'retry', code: 'sender_refused' }]);
    none.close();
  });

  test('that takes too many segments is refused before anybody is called', async () => {
    const before = await callsOf(sim);
    const long = aCall({
      target: { channel: 'sms', phone: '+436641234570' },
      content: { title: '', body: 'ж'.repeat(135) },
    });
    expect(await provider.send([long], never)).toMatchObject([
      { kind: 'rejected', code: 'too_long', detail: '3 segments of UCS-2; at most 2 are sent' },
    ]);
    expect(await callsOf(sim)).toBe(before);
  });

  test('waits when our own key is refused', async () => {
    const other = new TwilioProvider({ ...optionsOf(sim), authToken: 'wrong', from: ['+15005550006'] });
    expect(await other.send([sms('+436641234567')], never)).toMatchObject([{ kind: 'retry', code: 'not_authorized' }]);
    other.close();
  });
});

const callsOf = async (sim: Running) =>
  (await sim.control<{ twilio: { calls: number } }>('GET', 'counts')).twilio.calls;

const optionsOf = (sim: Running) => ({
  url: sim.url,
  accountSid: 'AC00000000000000000000000000000000',
  authToken: 'token',
  callbackUrl: `${sim.gatewayUrl}/callbacks/twilio`,
  timeoutMs: 5_000,
  text: { maxSegments: 2, plainMarks: false },
});
