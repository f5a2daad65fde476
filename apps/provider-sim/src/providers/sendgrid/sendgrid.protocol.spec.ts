import type { Exchange } from '../../http/exchange.js';
import { SendgridProtocol } from './sendgrid.protocol.js';

const message = (over: object = {}) => ({
  personalizations: [
    {
      to: [{ email: 'ada@example.org' }],
      substitutions: { '-name-': 'Ada' },
      custom_args: { delivery_id: 'd-1', notification_id: 'n-1' },
    },
    { to: [{ email: 'bob@example.org' }], custom_args: { delivery_id: 'd-2', notification_id: 'n-2' } },
  ],
  from: { email: 'us@example.com' },
  subject: 'Hello -name-',
  content: [{ type: 'text/plain', value: 'Dear -name-' }],
  ...over,
});

const post = (body: unknown, authorization: string | undefined = 'Bearer SG.key'): Exchange => ({
  method: 'POST',
  url: '/v3/mail/send',
  path: '/v3/mail/send',
  headers: { authorization },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const sendgrid = new SendgridProtocol();

describe('SendGrid', () => {
  it('takes one send for each recipient, with its own arguments', () => {
    const reception = sendgrid.receive(post(message()));
    expect(reception).toMatchObject({
      kind: 'accepted',
      answer: { status: 202, headers: { 'x-message-id': expect.any(String) as unknown } },
      sends: [
        { to: 'ada@example.org', delivery_id: 'd-1', notification_id: 'n-1' },
        { to: 'bob@example.org', delivery_id: 'd-2', notification_id: 'n-2' },
      ],
    });
  });

  it.each([
    ['no JSON', post('{'), 400],
    ['no key', post(message(), ''), 401],
    ['no personalizations', post(message({ personalizations: [] })), 400],
    ['no subject', post(message({ subject: undefined })), 400],
    ['no content', post(message({ content: undefined })), 400],
    [
      'an address twice in one personalization',
      post(message({ personalizations: [{ to: [{ email: 'a@b.c' }, { email: 'A@b.c' }] }] })),
      400,
    ],
    [
      'a header that is SendGrid’s own',
      post(message({ personalizations: [{ to: [{ email: 'a@b.c' }], headers: { Subject: 'Mine' } }] })),
      400,
    ],
    [
      'a header that ends early',
      post(message({ personalizations: [{ to: [{ email: 'a@b.c' }], headers: { 'X-A': 'b\r\nBcc: eve@b.c' } }] })),
      400,
    ],
    [
      'more than 1,000 recipients',
      post(message({ personalizations: [{ to: Array.from({ length: 1001 }, (_, i) => ({ email: `u${i}@b.c` })) }] })),
      400,
    ],
  ])('refuses %s', (_, exchange, status) => {
    expect(sendgrid.receive(exchange)).toMatchObject({ kind: 'answered', refused: true, answer: { status } });
  });

  it('takes only its own key where it has one', () => {
    const strict = new SendgridProtocol('SG.mine');
    expect(strict.receive(post(message()))).toMatchObject({ answer: { status: 401 } });
    expect(strict.receive(post(message(), 'Bearer SG.mine'))).toMatchObject({ answer: { status: 202 } });
  });

  it('sends nothing in sandbox mode', () => {
    const sandbox = message({ mail_settings: { sandbox_mode: { enable: true } } });
    expect(sendgrid.receive(post(sandbox))).toMatchObject({
      kind: 'answered',
      refused: false,
      answer: { status: 200 },
    });
  });

  it.each([
    ['<https://x.example/u/abc>', 'https://x.example/u/abc'],
    ['<mailto:stop@x.example>, <https://x.example/u/abc>', 'https://x.example/u/abc'],
    ['<javascript:alert(1)>', undefined],
  ])('shows where one can unsubscribe by %s', (header, link) => {
    const headers = { 'List-Unsubscribe': header };
    const body = JSON.stringify(message({ personalizations: [{ to: [{ email: 'ada@example.org' }], headers }] }));
    const raw = { method: 'POST', url: '/v3/mail/send', headers: {}, body };
    const entry = { seq: 1, provider: 'sendgrid' as const, to: 'ada@example.org', message_id: 'm', at: '', raw };
    expect(sendgrid.preview(entry).unsubscribe).toBe(link);
  });

  it('shows each recipient the text with the substitutions made', () => {
    const raw = { method: 'POST', url: '/v3/mail/send', headers: {}, body: JSON.stringify(message()) };
    const entry = { seq: 1, provider: 'sendgrid' as const, to: 'ada@example.org', message_id: 'm', at: '', raw };
    expect(sendgrid.preview(entry)).toMatchObject({ title: 'Hello Ada', text: 'Dear Ada', from: 'us@example.com' });
  });

  it('says when a throttled caller may come back', () => {
    expect(sendgrid.failure(429, 2)).toMatchObject({
      status: 429,
      headers: { 'x-ratelimit-remaining': 0, 'x-ratelimit-reset': expect.any(Number) as unknown },
    });
  });
});
