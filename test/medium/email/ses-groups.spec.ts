import type { Provider, ProviderCall } from '#libs/delivery';
import { SesProvider } from '../../../apps/email/src/providers/ses/ses.provider.js';
import { runSimulator, type Running } from '../provider-sim/simulator.fixture.js';
import { aCall } from '../providers/provider-call.builder.js';

const never = new AbortController().signal;
const LINK = 'https://notify.example.com/u/abc';

interface Shown {
  readonly delivery_id?: string;
  readonly title?: string;
  readonly text?: string;
  readonly unsubscribe?: string;
}

describe('many mails in one call to SES', () => {
  let sim: Running;
  let provider: Provider;

  beforeAll(async () => {
    sim = await runSimulator();
    provider = new SesProvider({
      url: sim.url,
      region: 'eu-central-1',
      accessKeyId: 'AKIATEST',
      secretAccessKey: 'secret',
      from: 'Grüße <us@example.com>',
      timeoutMs: 5_000,
      headersOf: () => ({ 'List-Unsubscribe': `<${LINK}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
    });
  });
  afterAll(async () => {
    await provider.close?.();
    await sim.stop();
  });
  beforeEach(async () => {
    await sim.control('PUT', 'faults/ses', { mode: 'ok' });
    await sim.control('DELETE', 'ledger');
  });

  const callsMade = async () => (await sim.control<{ ses: { calls: number } }>('GET', 'counts')).ses.calls;
  const mail = (n: number, fields: Partial<ProviderCall> = {}) =>
    aCall({
      priority: 'low',
      target: { channel: 'email', email: `user-${n}@example.org` },
      content: { title: `Title ${n}`, body: `Body of {{text}} ${n} "quoted"\n` },
      ...fields,
    });
  const mails = (count: number) => Array.from({ length: count }, (_, n) => mail(n));
  const shown = async () =>
    (await (await fetch(`${sim.url}/mailbox/messages?limit=100`)).json()) as { messages: Shown[] };

  test('fifty are one request, each with its own text, link and id', async () => {
    const list = mails(50);
    const outcomes = await provider.send(list, never);
    expect(outcomes.every(({ kind }) => kind === 'sent')).toBe(true);
    expect(new Set(outcomes.map((one) => one.kind === 'sent' && one.providerMessageId)).size).toBe(50);
    expect(await callsMade()).toBe(1);
    const { messages } = await shown();
    for (const { deliveryId, content } of list)
      expect(messages.find(({ delivery_id }) => delivery_id === deliveryId)).toMatchObject({
        title: content.title,
        text: content.body,
        unsubscribe: LINK,
      });
  });

  test('the same text for all is written once', async () => {
    const content = { title: 'News', body: 'x'.repeat(5_000) };
    await provider.send(
      mails(50).map((call) => ({ ...call, content })),
      never,
    );
    expect(await callsMade()).toBe(1);
    expect((await shown()).messages).toHaveLength(50);
    const [entry] = await sim.ledger();
    expect(entry!.raw!.body.split('xxxxx'.repeat(900))).toHaveLength(3);
  });

  test('one bad address among them fails alone, by its own status', async () => {
    const list = mails(40);
    list[7] = mail(7, { target: { channel: 'email', email: 'nobody' } });
    const outcomes = await provider.send(list, never);
    expect(outcomes[7]).toMatchObject({ kind: 'rejected', code: 'bad_address' });
    expect(outcomes.filter(({ kind }) => kind === 'sent')).toHaveLength(39);
    expect(await callsMade()).toBe(1);
  });

  test('a letter that SES cannot have in an address never comes to it', async () => {
    const list = mails(3);
    list[1] = mail(1, { target: { channel: 'email', email: 'zoë@example.org' } });
    expect(await provider.send(list, never)).toMatchObject([
      { kind: 'sent' },
      { kind: 'rejected', code: 'needs_smtputf8' },
      { kind: 'sent' },
    ]);
  });

  test('a refusal of all of them is halved until it is found who is to blame', async () => {
    await sim.control('PUT', 'faults/ses', { mode: 'error', status: 400, until_count: 3 });
    const outcomes = await provider.send(mails(8), never);
    expect(outcomes.every(({ kind }) => kind === 'sent')).toBe(true);
    expect(await sim.ledger()).toHaveLength(8);
  });

  test('a dropped call leaves all of it in doubt', async () => {
    await sim.control('PUT', 'faults/ses', { mode: 'accept_then_drop' });
    const outcomes = await provider.send(mails(3), never);
    expect(outcomes.every(({ kind }) => kind === 'unknown')).toBe(true);
    expect(await callsMade()).toBe(1);
  });

  test('its account says whether the key is good', async () => {
    expect(await provider.try?.(never)).toEqual({ ok: true });
    await sim.control('PUT', 'faults/ses', { mode: 'error', status: 403 });
    expect(await provider.try?.(never)).toMatchObject({ ok: false, code: 'not_authorized' });
  });
});
