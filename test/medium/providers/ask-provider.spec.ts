/** What a provider says of calls that nobody saw the end of. */
import type { DoubtfulCall, Provider } from '#libs/delivery';
import { SendgridProvider } from '../../../apps/email/src/providers/sendgrid/sendgrid.provider.js';
import { TwilioProvider } from '../../../apps/sms/src/providers/twilio/twilio.provider.js';
import { runSimulator, type Running } from '../provider-sim/simulator.fixture.js';
import { aCall } from './provider-call.builder.js';

const never = new AbortController().signal;
const LONG_AGO = 3_600_000;
const asked = (over: Pick<DoubtfulCall, 'target'>, agoMs = 0): DoubtfulCall => ({
  ...aCall(over),
  calledAt: new Date(Date.now() - agoMs).toISOString(),
});

describe('a provider that is asked what it has', () => {
  let sim: Running;
  const providers: Provider[] = [];
  beforeAll(async () => (sim = await runSimulator()));
  afterAll(async () => {
    for (const provider of providers) await provider.close?.();
    await sim.stop();
  });
  beforeEach(async () => {
    await sim.control('DELETE', 'ledger');
    for (const name of ['sendgrid', 'twilio']) await sim.control('PUT', `faults/${name}`, { mode: 'ok' });
  });
  const kept = <P extends Provider>(provider: P): P => {
    providers.push(provider);
    return provider;
  };

  describe('SendGrid', () => {
    const sendgrid = (apiKey = 'SG.x') =>
      kept(new SendgridProvider({ url: sim.url, apiKey, from: 'us@example.com', timeoutMs: 5_000 }));
    const mail = (email = 'ada@example.com', agoMs = 0) => asked({ target: { channel: 'email', email } }, agoMs);

    test('has what it took and then dropped the connection of', async () => {
      const [provider, call] = [sendgrid(), mail()];
      await sim.control('PUT', 'faults/sendgrid', { mode: 'accept_then_drop' });
      expect(await provider.send([call], never)).toMatchObject([{ kind: 'unknown' }]);
      await sim.control('PUT', 'faults/sendgrid', { mode: 'ok' });
      expect(await provider.ask([call, mail()], never)).toEqual([true, undefined]);
    });

    test('has certainly not what it shows nothing of long after, to a key that sees our mails', async () => {
      const [provider, gone] = [sendgrid(), mail('ada@example.com', LONG_AGO)];
      expect(await provider.ask([gone], never)).toEqual([undefined]); // perhaps we are not let see anything
      await provider.send([mail('grace@example.com')], never);
      expect(await provider.ask([gone, mail()], never)).toEqual([false, undefined]);
    });

    test('does not say while it is away, or asked for too many at once', async () => {
      const provider = sendgrid();
      const many = Array.from({ length: 6 }, () => mail('ada@example.com', LONG_AGO));
      await provider.send([mail('grace@example.com')], never);
      expect((await provider.ask(many, never)).filter((one) => one === undefined)).toHaveLength(2);
      await sim.control('PUT', 'faults/sendgrid', { mode: 'throttle' });
      expect(await provider.ask(many, never)).toEqual(many.map(() => undefined));
    });
  });

  describe('Twilio', () => {
    const twilio = () =>
      kept(
        new TwilioProvider({
          url: sim.url,
          accountSid: 'AC00000000000000000000000000000000',
          authToken: 'token',
          from: ['+15005550006'],
          text: { maxSegments: 10, plainMarks: false },
          callbackUrl: `${sim.gatewayUrl}/callbacks/twilio`,
          timeoutMs: 5_000,
        }),
      );
    const sms = (phone: string, agoMs = 0) => asked({ target: { channel: 'sms', phone } }, agoMs);

    test('has what it took and then dropped the connection of, known by number, time and text', async () => {
      const [provider, call] = [twilio(), sms('+436641234567')];
      await sim.control('PUT', 'faults/twilio', { mode: 'accept_then_drop' });
      expect(await provider.send([call], never)).toMatchObject([{ kind: 'unknown' }]);
      await sim.control('PUT', 'faults/twilio', { mode: 'ok' });
      const other = { ...call, content: { title: 'Another', body: 'text' } };
      expect(await provider.ask([call, other], never)).toEqual([true, undefined]);
    });

    test('has certainly not what is nowhere in its whole list some time later', async () => {
      expect(await twilio().ask([sms('+436641234568', LONG_AGO), sms('+436641234568')], never)).toEqual([
        false,
        undefined,
      ]);
    });

    test('does not say while it is away', async () => {
      const provider = twilio();
      await sim.control('PUT', 'faults/twilio', { mode: 'error', status: 503 });
      expect(await provider.ask([sms('+436641234569', LONG_AGO)], never)).toEqual([undefined]);
    });
  });
});
