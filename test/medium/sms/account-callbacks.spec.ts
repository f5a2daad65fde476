/** Where the adapters of tenants' own accounts have their provider tell what became of messages. */
import { twilioKind } from '../../../apps/sms/src/providers/twilio/twilio.kind.js';
import { vonageKind } from '../../../apps/sms/src/providers/vonage/vonage.kind.js';
import { runSimulator, type Running } from '../provider-sim/simulator.fixture.js';
import { aCall } from '../providers/provider-call.builder.js';

const ACCOUNT = '019a8f3c-5a00-7000-8000-000000000001';
const from = ['+15005550006'];

describe('an account for short messages', () => {
  let sim: Running;
  beforeAll(async () => {
    sim = await runSimulator();
  });
  afterAll(() => sim.stop());
  beforeEach(() => sim.control('DELETE', 'ledger'));

  const place = () => ({
    url: sim.url,
    publicUrl: 'https://api.example.com/',
    timeoutMs: 5_000,
    maxSegments: 1,
    plainMarks: false,
  });
  const twilio = (id?: string) =>
    twilioKind(place()).make({ account_sid: 'AC00000000000000000000000000000000', auth_token: 'token', from }, id);
  const vonage = (id?: string) => vonageKind(place()).make({ api_key: 'abcd1234', api_secret: 'secret', from }, id);

  test.each([
    ['twilio', 'StatusCallback', twilio],
    ['vonage', 'callback', vonage],
  ] as const)(
    'at %s is told of at its own address, and the deployment’s at the one of all',
    async (kind, field, make) => {
      for (const [id, path] of [
        [ACCOUNT, `/callbacks/${kind}/${ACCOUNT}`],
        [undefined, `/callbacks/${kind}`],
      ] as const) {
        await sim.control('DELETE', 'ledger');
        const provider = make(id);
        const call = aCall({ target: { channel: 'sms', phone: '+436641234567' }, content: { title: '', body: 'Hi' } });
        expect(await provider.send([call], new AbortController().signal)).toMatchObject([{ kind: 'sent' }]);
        await provider.close?.();
        const [entry] = await sim.ledger();
        const { origin, pathname } = new URL(new URLSearchParams(entry!.raw!.body).get(field)!);
        expect(origin + pathname).toBe(`https://api.example.com${path}`);
      }
    },
  );
});
