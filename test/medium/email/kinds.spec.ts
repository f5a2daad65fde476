/** Accounts of tenants, as the API has them: tried against the simulator, and told apart by what they say. */
import type { Provider } from '#libs/delivery';
import { sesKind } from '../../../apps/email/src/providers/ses/ses.kind.js';
import { smtpKind } from '../../../apps/email/src/providers/smtp/smtp.kind.js';
import { runSimulator, type Running } from '../provider-sim/simulator.fixture.js';
import { aCall } from '../providers/provider-call.builder.js';

const never = new AbortController().signal;
const ses = {
  region: 'eu-central-1',
  access_key_id: 'AKIA',
  secret_access_key: 'secret',
  from: 'Acme <us@acme.example>',
};
const smtp = { host: '127.0.0.1', tls: 'starttls', user: 'acme', password: 'secret', from: 'us@acme.example' } as const;

describe('an account of a tenant', () => {
  let sim: Running;
  let made: Provider | undefined;

  beforeAll(async () => {
    sim = await runSimulator();
  });
  afterAll(() => sim.stop());
  beforeEach(() => sim.control('DELETE', 'ledger'));
  afterEach(() => made?.close?.());

  const smtpPlace = (over: object = {}) => ({ timeoutMs: 5_000, allow: [], ca: sim.ca, ...over });
  const call = () => aCall({ target: { channel: 'email', email: 'ada@example.org' } });

  test('of SES sends as its own sender', async () => {
    const kind = sesKind({ timeoutMs: 5_000, url: sim.url });
    made = kind.make(kind.settings.parse(ses));
    expect(await made.try?.(never)).toEqual({ ok: true });
    expect(await made.send([call()], never)).toMatchObject([{ kind: 'sent' }]);
    expect((await sim.ledger())[0]?.raw?.body).toContain('"Acme\\" <us@acme.example>');
  });

  test('of a mail server sends as its own sender', async () => {
    const { smtpPort: port } = sim.simulator;
    const kind = smtpKind(smtpPlace({ allow: [`127.0.0.1:${port}`] }));
    made = kind.make(kind.settings.parse({ ...smtp, port }));
    expect(await made.try?.(never)).toEqual({ ok: true });
    expect(await made.send([call()], never)).toMatchObject([{ kind: 'sent' }]);
    expect((await sim.ledger())[0]?.raw?.body).toContain('us@acme.example');
  });

  test('cannot name a mail server in our own network', async () => {
    const kind = smtpKind(smtpPlace());
    for (const host of ['127.0.0.1', '169.254.169.254', '::1', 'localhost']) {
      made = kind.make(kind.settings.parse({ ...smtp, host, port: sim.simulator.smtpPort }));
      expect(await made.try?.(never)).toMatchObject({ ok: false, code: 'address_refused' });
    }
  });

  test.each([
    ['no TLS', { tls: 'none' }],
    ['no password', { password: '' }],
    ['two lines in a name', { user: 'a\r\nRCPT TO:<b>' }],
    ['something else beside', { secure: false }],
  ])('of a mail server is refused with %s', (_, over) => {
    expect(smtpKind(smtpPlace()).settings.safeParse({ ...smtp, port: 587, ...over }).success).toBe(false);
  });
});
