import type { Provider, ProviderCall } from '#libs/delivery';
import { UnsubscribeTokens } from '#libs/unsubscribe';
import { LocalKeys, Vault } from '#libs/vault';
import { SendgridProvider } from '../../../apps/email/src/providers/sendgrid/sendgrid.provider.js';
import { UnsubscribeLinks } from '../../../apps/email/src/unsubscribe/unsubscribe-links.js';
import { runSimulator, type Running } from '../provider-sim/simulator.fixture.js';
import { aCall } from '../providers/provider-call.builder.js';

const tokens = new UnsubscribeTokens(new Vault(new LocalKeys([{ id: 'k1', key: Buffer.alloc(32, 3) }])));
const links = new UnsubscribeLinks(tokens, 'https://notify.example.com', 90);
const never = new AbortController().signal;

const ONE_CLICK = 'List-Unsubscribe=One-Click';

/** Of the only recipient whom an entry of the ledger shows. */
const headersIn = (body: string) =>
  (JSON.parse(body) as { personalizations: { headers?: Record<string, string> }[] }).personalizations[0]?.headers;

describe('many mails in one call to SendGrid', () => {
  let sim: Running;
  let provider: Provider;

  beforeAll(async () => {
    sim = await runSimulator();
    await sim.control('PUT', 'callbacks/sendgrid', { enabled: false });
    const headersOf = (call: ProviderCall) => links.headersOf(call);
    const options = { url: sim.url, apiKey: 'SG.x', from: 'us@example.com', timeoutMs: 5_000 };
    provider = new SendgridProvider({ ...options, headersOf });
  });
  afterAll(async () => {
    await provider.close?.();
    await sim.stop();
  });
  beforeEach(async () => {
    await sim.control('PUT', 'faults/sendgrid', { mode: 'ok' });
    await sim.control('DELETE', 'ledger');
    before = await calls();
  });

  let before: number;
  const calls = async () => (await sim.control<{ sendgrid?: { calls: number } }>('GET', 'counts')).sendgrid?.calls ?? 0;
  const callsMade = async () => (await calls()) - before;
  const mail = (n: number, fields: Partial<ProviderCall> = {}) =>
    aCall({
      priority: 'low',
      target: { channel: 'email', email: `user-${n}@example.org` },
      content: { title: `Title ${n}`, body: `Body of ${n}` },
      ...fields,
    });
  const mails = (count: number) => Array.from({ length: count }, (_, n) => mail(n));
  const deliveredIds = async () => (await sim.ledger()).map(({ delivery_id }) => delivery_id).sort();
  const idsOf = (list: ProviderCall[]) => list.map(({ deliveryId }) => deliveryId).sort();

  test('a thousand are one request, each with its own text', async () => {
    const list = mails(1_000);
    const outcomes = await provider.send(list, never);
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['sent']));
    expect(await callsMade()).toBe(1);
    expect(await deliveredIds()).toEqual(idsOf(list));
    const [, second] = await sim.ledger();
    expect(second!.raw!.body).toContain('Body of 1"');
  });

  test('each has its own link to unsubscribe by, which opens for its recipient alone', async () => {
    const list = Array.from({ length: 1_000 }, (_, n) =>
      mail(n, { userId: `user-${n}`, critical: n === 7 || undefined }),
    );
    await provider.send(list, never);
    expect(await callsMade()).toBe(1);
    const headers = (await sim.ledger()).map(({ raw }) => headersIn(raw!.body));
    const users = headers.map((of) => {
      const opened = tokens.open(/\/u\/([\w-]+)>$/.exec(of?.['List-Unsubscribe'] ?? '')?.[1] ?? '');
      return opened.state === 'good' ? opened.token.userId : opened.state;
    });
    expect(users).toEqual(list.map(({ userId }, n) => (n === 7 ? 'forged' : userId)));
    expect(headers.filter((of) => of?.['List-Unsubscribe-Post'] === ONE_CLICK)).toHaveLength(999);
  });

  test('one bad address among them fails alone', async () => {
    const list = mails(200);
    list[77] = mail(77, { target: { channel: 'email', email: 'nobody' } });
    const outcomes = await provider.send(list, never);
    expect(outcomes[77]).toMatchObject({ kind: 'rejected', code: 'bad_address' });
    expect(outcomes.filter(({ kind }) => kind === 'sent')).toHaveLength(199);
    expect(await deliveredIds()).toEqual(idsOf(list.filter((_, n) => n !== 77)));
    expect(await callsMade()).toBe(2);
  });

  test('a refusal that names nobody is halved until it is found that all are well', async () => {
    await sim.control('PUT', 'faults/sendgrid', { mode: 'error', status: 413, until_count: 3 });
    const list = mails(8);
    const outcomes = await provider.send(list, never);
    expect(outcomes.every(({ kind }) => kind === 'sent')).toBe(true);
    expect(await deliveredIds()).toEqual(idsOf(list));
  });

  test('a refusal of all ends with each, and no request is made of nothing', async () => {
    await sim.control('PUT', 'faults/sendgrid', { mode: 'error', status: 413 });
    const outcomes = await provider.send(mails(4), never);
    expect(outcomes).toEqual(Array(4).fill(expect.objectContaining({ kind: 'rejected', code: 'too_large' })));
    expect(await callsMade()).toBe(7);
  });

  test('the same address may come twice', async () => {
    const target = { channel: 'email', email: 'ada@example.org' } as const;
    expect(await provider.send([mail(1, { target }), mail(2, { target })], never)).toMatchObject([
      { kind: 'sent' },
      { kind: 'sent' },
    ]);
  });

  test('long ones go by themselves, beside the others', async () => {
    const list = [...mails(3), mail(3, { content: { title: 'Long', body: 'x'.repeat(12_000) } })];
    expect((await provider.send(list, never)).every(({ kind }) => kind === 'sent')).toBe(true);
    expect(await callsMade()).toBe(2);
    expect(await deliveredIds()).toEqual(idsOf(list));
  });

  test('what is urgent goes one by one', async () => {
    const list = [mail(1, { priority: 'critical' }), mail(2, { priority: 'critical' })];
    await provider.send(list, never);
    expect(await callsMade()).toBe(2);
  });

  test('a dropped call leaves all of it in doubt', async () => {
    await sim.control('PUT', 'faults/sendgrid', { mode: 'accept_then_drop' });
    const outcomes = await provider.send(mails(3), never);
    expect(outcomes).toMatchObject([{ kind: 'unknown' }, { kind: 'unknown' }, { kind: 'unknown' }]);
  });

  test('nothing is begun once the time is over', async () => {
    expect(await provider.send(mails(2), AbortSignal.abort())).toMatchObject([{ kind: 'retry' }, { kind: 'retry' }]);
    expect(await callsMade()).toBe(0);
  });
});
