import fc from 'fast-check';
import type { Outcome, ProviderCall } from '#libs/delivery';
import { mailbox, written } from './address.js';
import { Mail } from './mail.js';
import { Mailroom, speaksAgainst } from './mailroom.js';

const call = (to: string, content: Partial<ProviderCall['content']> = {}): ProviderCall => ({
  deliveryId: 'd-1',
  notificationId: 'n-1',
  tenantId: 't-1',
  notificationType: 'newsletter',
  priority: 'low',
  attempt: 1,
  target: { channel: 'email', email: to },
  content: { title: 'Hello', body: 'Dear <Ada>', ...content },
  timestamp: '2026-01-01T12:00:00.000Z',
});
const ascii = new Mailroom({}, false);
const anyScript = new Mailroom({}, true);
const prepared = (room: Mailroom, one: ProviderCall): Mail | Outcome => {
  const outcomes = new Map<ProviderCall, Outcome>();
  return room.prepare([one], outcomes)[0] ?? outcomes.get(one)!;
};
const never = new AbortController().signal;

describe('a mail', () => {
  test('has a text always, and html made of it where none was given', () => {
    const mail = prepared(ascii, call('ada@example.org')) as Mail;
    expect(mail).toMatchObject({ subject: 'Hello', text: 'Dear <Ada>', ownHtml: undefined });
    expect(mail.document).toContain('>Dear &lt;Ada&gt;<');
  });

  test('has the subject and the html that were given for mail', () => {
    const mail = prepared(ascii, call('ada@example.org', { email: { subject: 'For you', html: '<p>x</p>' } })) as Mail;
    expect(mail).toMatchObject({ subject: 'For you', text: 'Dear <Ada>', document: '<p>x</p>' });
  });

  test('never has a second line in its subject, whatever was put into it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, own) => {
        const content = own ? { email: { subject: text } } : { title: text };
        expect((prepared(ascii, call('ada@example.org', content)) as Mail).subject).not.toMatch(/[\x00-\x1f\x7f]/);
      }),
    );
  });

  test('goes to a name in any script by its ASCII form', () => {
    expect(prepared(ascii, call('ada@bücher.example'))).toMatchObject({ to: 'ada@xn--bcher-kva.example' });
  });

  test('with letters beyond ASCII before the @ goes only where that is possible', () => {
    expect(prepared(ascii, call('zoë@bücher.example'))).toMatchObject({ kind: 'rejected', code: 'needs_smtputf8' });
    expect(prepared(anyScript, call('zoë@bücher.example'))).toMatchObject({ to: 'zoë@xn--bcher-kva.example' });
  });

  test.each([
    'a@example.org\r\nBcc: eve@example.org',
    'a@example.org\0',
    'a@example.org,b@example.org',
    '<a@b.org>',
    'a b@c.org',
  ])('never goes to %j, nor are its answers sent there', (address) => {
    for (const room of [ascii, anyScript]) {
      expect(prepared(room, call(address))).toMatchObject({ kind: 'rejected', code: 'bad_address' });
      const answers = call('ada@example.org', { email: { reply_to: address } });
      expect(prepared(room, answers)).toMatchObject({ kind: 'rejected', code: 'bad_reply_to' });
    }
  });

  test('with files is refused where there is nothing to fetch them with', async () => {
    const content = { email: { attachments: [{ url: 'https://example.com/a.pdf', filename: 'a.pdf' }] } };
    const mail = prepared(ascii, call('ada@example.org', content)) as Mail;
    const sent = await ascii.withFiles(mail, never, () => Promise.resolve('sent'));
    expect(sent).toMatchObject({ kind: 'rejected', code: 'attachments_not_possible' });
  });
});

describe('what goes together', () => {
  const of = (content: Partial<ProviderCall['content']>) => prepared(ascii, call('ada@example.org', content)) as Mail;
  const files = { attachments: [{ url: 'https://example.com/a.pdf', filename: 'a.pdf' }] };

  test('is what says the same, however it was read', () => {
    expect(of({ email: { html: 'x' } }).saysTheSameAs(of({ email: { html: 'x' } }))).toBe(true);
    expect(of({ email: { html: 'x' } }).saysTheSameAs(of({}))).toBe(false);
    expect(of({ email: { subject: 'x' } }).saysTheSameAs(of({}))).toBe(false);
  });

  test('has the same files and the same place for answers', () => {
    const all = [{}, { email: { html: 'x' } }, { email: files }, { email: { reply_to: 'a@example.org' } }];
    expect(new Set(all.map((content) => of(content).kept)).size).toBe(4);
    expect(of({ email: files }).kept).toBe(of({ email: { ...files } }).kept);
  });
});

describe('an outcome', () => {
  test.each<[Outcome, boolean]>([
    [{ kind: 'sent' }, false],
    [{ kind: 'rejected', code: 'bad_address' }, false],
    [{ kind: 'retry', code: 'throttled' }, true],
    [{ kind: 'retry', code: 'attachment_unavailable' }, false],
    [{ kind: 'retry', code: 'deferred' }, false],
    [{ kind: 'unknown', code: 'timeout' }, true],
  ])('%j speaks against the provider: %j', (outcome, against) => expect(speaksAgainst(outcome)).toBe(against));
});

describe('a sender', () => {
  test.each([
    ['us@example.com', { email: 'us@example.com' }, 'us@example.com'],
    ['Carillon <us@example.com>', { email: 'us@example.com', name: 'Carillon' }, '"Carillon" <us@example.com>'],
    ['"A \\ B" <us@example.com>', { email: 'us@example.com', name: 'A \\ B' }, '"A \\\\ B" <us@example.com>'],
    ['<us@example.com>', { email: 'us@example.com' }, 'us@example.com'],
    [
      'Grüße <us@bücher.example>',
      { email: 'us@xn--bcher-kva.example', name: 'Grüße' },
      '=?UTF-8?B?R3LDvMOfZQ==?= <us@xn--bcher-kva.example>',
    ],
  ])('%s', (text, expected, header) => {
    expect(mailbox(text)).toEqual(expected);
    expect(written(mailbox(text))).toBe(header);
  });
});
