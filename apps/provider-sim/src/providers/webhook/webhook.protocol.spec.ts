import type { Exchange } from '../../http/exchange.js';
import { signatureOf } from './standard-webhook.js';
import { WebhookProtocol } from './webhook.protocol.js';

const NOW = 1_800_000_000_000;
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const body = JSON.stringify({ notification_id: 'n-1', delivery_id: 'd-1', content: { title: 'Hi', body: 'there' } });

const call = (headers: Record<string, string> = {}): Exchange => ({
  method: 'POST',
  url: '/webhook/a',
  path: '/webhook/a',
  headers: { 'webhook-id': 'd-1', 'webhook-timestamp': String(NOW / 1000), ...headers },
  body,
});

const receiver = (secret?: string) =>
  new WebhookProtocol(
    () => secret,
    () => NOW,
  );

describe('the webhook receiver', () => {
  it('takes any call where no secret is known', () => {
    const reception = receiver().receive(call());
    expect(reception).toMatchObject({
      kind: 'accepted',
      sends: [{ to: '/webhook/a', notification_id: 'n-1', delivery_id: 'd-1', signature: 'unchecked' }],
    });
  });

  it('takes a call with one right signature among several', () => {
    const right = `v1,${signatureOf(SECRET, 'd-1', String(NOW / 1000), body)}`;
    const reception = receiver(SECRET).receive(call({ 'webhook-signature': `v1,AAAA ${right}` }));
    expect(reception).toMatchObject({ kind: 'accepted', sends: [{ signature: 'valid' }] });
  });

  it('refuses a call with a wrong signature, none, or an old timestamp', () => {
    const old = String(NOW / 1000 - 301);
    const wrong = [
      call({ 'webhook-signature': 'v1,AAAA' }),
      call(),
      call({ 'webhook-timestamp': old, 'webhook-signature': `v1,${signatureOf(SECRET, 'd-1', old, body)}` }),
    ];
    for (const exchange of wrong)
      expect(receiver(SECRET).receive(exchange)).toMatchObject({
        kind: 'answered',
        refused: true,
        answer: { status: 401 },
      });
  });

  it('shows what the endpoint was told', () => {
    const raw = { method: 'POST', url: '/webhook/a', headers: {}, body };
    const entry = { seq: 1, provider: 'webhook' as const, to: '/webhook/a', message_id: 'd-1', at: '', raw };
    expect(receiver().preview(entry)).toMatchObject({ title: 'Hi', text: 'there' });
  });
});
