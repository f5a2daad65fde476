import { readCallbackReference } from '#libs/contracts';
import { vonageSignature } from '../../../apps/provider-sim/src/providers/vonage/vonage.callbacks.js';
import { VonageProvider } from '../../../apps/sms/src/providers/vonage/vonage.provider.js';
import { runSimulator, type Running } from '../provider-sim/simulator.fixture.js';
import { aCall } from '../providers/provider-call.builder.js';

const never = new AbortController().signal;

describe('a text message by Vonage', () => {
  let sim: Running;
  let provider: VonageProvider;

  beforeAll(async () => {
    sim = await runSimulator();
    provider = vonage({});
  });
  afterAll(async () => {
    await provider.close();
    await sim.stop();
  });
  beforeEach(() => sim.control('DELETE', 'ledger'));

  const vonage = (over: Partial<ConstructorParameters<typeof VonageProvider>[0]>) =>
    new VonageProvider({
      url: sim.url,
      apiKey: 'abcd1234',
      apiSecret: 'secret',
      from: ['+15005550006'],
      text: { maxSegments: 10, plainMarks: false },
      callbackUrl: `${sim.gatewayUrl}/callbacks/vonage`,
      timeoutMs: 5_000,
      ...over,
    });
  const sms = (phone: string, body = 'It is on its way.') =>
    aCall({ target: { channel: 'sms', phone }, content: { title: '', body }, attempt: 2, test: true });

  test('is told of by receipts that are signed and name the delivery', async () => {
    const call = sms('+436641234567');
    await provider.send([call], never);
    const receipts = (await sim.gateway.received(2)).map(({ body }) => JSON.parse(body) as Record<string, string>);
    expect(receipts.map(({ status }) => status)).toEqual(['accepted', 'delivered']);
    for (const receipt of receipts) {
      expect(receipt.sig).toBe(vonageSignature('signature-secret', receipt));
      expect(readCallbackReference(receipt['client-ref']!)).toEqual({
        tenantId: 'tenant-1',
        notificationId: call.notificationId,
        deliveryId: call.deliveryId,
        attempt: 2,
        priority: 'medium',
        test: true,
      });
    }
  });

  test('says in which alphabet it is, and no secret of ours is kept', async () => {
    await provider.send([sms('+436641234568', 'Привет')], never);
    const { body } = (await sim.ledger())[0]!.raw!;
    expect(Object.fromEntries(new URLSearchParams(body))).toMatchObject({
      type: 'unicode',
      text: 'Привет',
      api_secret: '***',
    });
  });

  test('is in doubt when half of it was taken', async () => {
    expect(await provider.send([sms('+15005550005', 'a'.repeat(200))], never)).toMatchObject([
      { kind: 'unknown', code: 'partly_taken' },
    ]);
  });

  test('waits when too much is sent, although the answer is a 200', async () => {
    await sim.control('PUT', 'faults/vonage', { mode: 'throttle', until_count: 1 });
    expect(await provider.send([sms('+436641234567')], never)).toMatchObject([{ kind: 'retry', code: 'throttled' }]);
  });

  test('goes out from the next number where one may not send', async () => {
    const other = vonage({ from: ['+15005550007', '+15005550006'] });
    for (const phone of ['+14155550123', '+14155550124', '+14155550125'])
      expect(await other.send([sms(phone)], never)).toMatchObject([{ kind: 'sent' }]);
    await other.close();
  });

  test('can be tried without sending anything', async () => {
    expect(await provider.try(never)).toEqual({ ok: true });
    expect(await sim.ledger()).toEqual([]);
    const lost = vonage({ url: 'http://127.0.0.1:1' });
    expect(await lost.try(never)).toEqual({ ok: false, code: 'unreachable' });
    await lost.close();
  });
});
