import { readCallbackReference, type ChatContent, type Target } from '#libs/contracts';
import { hubSignature } from '../../../apps/provider-sim/src/providers/whatsapp/whatsapp.callbacks.js';
import { ByKind } from '../../../apps/chat/src/for-tests/by-kind.js';
import { SlackProvider } from '../../../apps/chat/src/providers/slack/slack.provider.js';
import { WhatsappProvider } from '../../../apps/chat/src/providers/whatsapp/whatsapp.provider.js';
import { runSimulator, type Running } from '../provider-sim/simulator.fixture.js';
import { aCall } from '../providers/provider-call.builder.js';

interface Status {
  readonly biz_opaque_callback_data: string;
}

const never = new AbortController().signal;

describe('chats', () => {
  let sim: Running;
  let whatsapp: WhatsappProvider;
  let chats: ByKind;

  beforeAll(async () => {
    sim = await runSimulator();
    await sim.control('PUT', 'callbacks/whatsapp', { enabled: false });
    whatsapp = new WhatsappProvider({
      url: sim.url,
      version: 'v23.0',
      phoneNumberId: '100000000000001',
      token: 'token',
      timeoutMs: 5_000,
    });
    chats = new ByKind([new SlackProvider({ timeoutMs: 5_000, allow: [new URL(sim.url).host] }), whatsapp]);
  });
  afterAll(async () => {
    await chats.close();
    await sim.stop();
  });
  beforeEach(() => sim.control('DELETE', 'ledger'));

  const to = (phone: string): Target => ({ channel: 'chat', kind: 'whatsapp', phone });
  const slack = (url: string): Target => ({ channel: 'chat', kind: 'slack', url });
  const send = (target: Target, chat?: ChatContent) =>
    chats.send([aCall({ target, content: { title: 'Order', body: 'It is on its way.', chat } })], never);

  test('go to whoever serves them', async () => {
    const both = [to('+436641234567'), slack(`${sim.url}/services/T0/B0/ada`)].map((target) => aCall({ target }));
    expect(await chats.send(both, never)).toMatchObject([{ kind: 'sent' }, { kind: 'sent', delivered: true }]);
    expect((await sim.ledger()).map(({ provider }) => provider).sort()).toEqual(['slack', 'whatsapp']);
    const slackOnly = new ByKind([new SlackProvider({ timeoutMs: 5_000, allow: [] })]);
    expect(await slackOnly.send([both[0]!], never)).toMatchObject([{ kind: 'rejected', code: 'no_provider' }]);
    await slackOnly.close();
  });

  test('never reach into our own network', async () => {
    for (const url of [
      'http://169.254.169.254/latest',
      `${sim.url.replace('127.0.0.1', 'localhost')}/services/T0/B0/x`,
    ])
      expect(await send(slack(url))).toMatchObject([{ kind: 'rejected', code: 'address_refused' }]);
    expect(await sim.ledger()).toEqual([]);
  });

  test('reach by a template who has not written for a day, and by a text they do not', async () => {
    const silent = to('+15005550002');
    expect(await send(silent)).toMatchObject([{ kind: 'rejected', code: 'window_closed' }]);
    const components = [{ type: 'body', parameters: [{ type: 'text', text: '12' }] }];
    expect(await send(silent, { template: { name: 'order_sent', language: 'en_US', components } })).toMatchObject([
      { kind: 'sent' },
    ]);
    const { body } = (await sim.ledger())[0]!.raw!;
    const template = { name: 'order_sent', language: { code: 'en_US' }, components };
    expect(JSON.parse(body)).toMatchObject({ type: 'template', to: '15005550002', template });
  });

  test('are told of by webhooks that are signed and name the delivery', async () => {
    await sim.control('PUT', 'callbacks/whatsapp', { enabled: true });
    const call = aCall({ target: to('+436641234568'), attempt: 3 });
    await chats.send([call], never);
    for (const { body, headers } of await sim.gateway.received(2)) {
      expect(headers['x-hub-signature-256']).toBe(hubSignature('app-secret', body));
      const { entry } = JSON.parse(body) as { entry: { changes: { value: { statuses: Status[] } }[] }[] };
      const [status] = entry[0]!.changes[0]!.value.statuses;
      expect(readCallbackReference(status!.biz_opaque_callback_data)).toMatchObject({
        tenantId: call.tenantId,
        deliveryId: call.deliveryId,
        attempt: 3,
      });
    }
  });

  test('can be tried without sending anything', async () => {
    expect(await whatsapp.try(never)).toEqual({ ok: true });
    expect(await sim.ledger()).toEqual([]);
    const lost = new WhatsappProvider({
      url: 'http://127.0.0.1:1',
      version: 'v23.0',
      phoneNumberId: '1',
      token: 't',
      timeoutMs: 1_000,
    });
    expect(await lost.try(never)).toMatchObject({ ok: false, code: 'unreachable' });
    await lost.close();
  });
});
