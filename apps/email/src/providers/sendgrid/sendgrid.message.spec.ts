import type { ProviderCall } from '#libs/delivery';
import { Mail } from '../../mail/mail.js';
import { batchesOf, sendgridBody, SUBSTITUTION_BYTES } from './sendgrid.message.js';

const us = { email: 'us@example.com' };

const call = (fields: Partial<ProviderCall['content']> & { id?: string; to?: string } = {}): ProviderCall => ({
  deliveryId: fields.id ?? 'd-1',
  notificationId: 'n-1',
  tenantId: 't-1',
  userId: 'ada@example.org',
  notificationType: 'newsletter',
  priority: 'low',
  attempt: 2,
  target: { channel: 'email', email: fields.to ?? 'ada@example.org' },
  content: { title: fields.title ?? 'Hello', body: fields.body ?? 'Dear Ada', email: fields.email },
  timestamp: '2026-01-01T12:00:00.000Z',
});
const mail = (fields: Parameters<typeof call>[0] = {}) =>
  new Mail(call(fields), fields.to ?? 'ada@example.org', undefined);

/** What SendGrid would make of it for one recipient. */
function filled(body: ReturnType<typeof sendgridBody>, index: number) {
  const tags = Object.entries(body.personalizations[index]!.substitutions ?? {});
  const fill = (text: string) => tags.reduce((done, [tag, value]) => done.replaceAll(tag, value), text);
  return { subject: fill(body.subject), text: fill(body.content[0]!.value), html: fill(body.content[1]!.value) };
}

describe('a mail for SendGrid', () => {
  test('to one is written as it is', () => {
    const body = sendgridBody([mail()], us);
    expect(body).toMatchObject({ from: us, subject: 'Hello', content: [{ value: 'Dear Ada' }, {}] });
    expect(body.personalizations[0]).toMatchObject({ to: [{ email: 'ada@example.org' }], substitutions: undefined });
  });

  test('to many with the same content is written once', () => {
    const body = sendgridBody([mail({ to: 'a@x.org' }), mail({ to: 'b@x.org' })], us);
    expect(body.personalizations.map(({ to }) => to[0]!.email)).toEqual(['a@x.org', 'b@x.org']);
    expect(body.personalizations.every(({ substitutions }) => substitutions === undefined)).toBe(true);
  });

  test('to many with contents of their own gives each its own', () => {
    const body = sendgridBody([mail({ body: 'Dear Ada' }), mail({ title: 'Bye', body: 'Dear Bob' })], us);
    expect(filled(body, 0)).toMatchObject({ subject: 'Hello', text: 'Dear Ada' });
    expect(filled(body, 1)).toMatchObject({ subject: 'Bye', text: 'Dear Bob' });
    expect(filled(body, 1).html).toContain('>Dear Bob<');
  });

  test('carries ids with every recipient, all strings and none of them an address', () => {
    const [one] = sendgridBody([mail({ id: 'd-7' })], us).personalizations;
    expect(one!.custom_args).toEqual({
      delivery_id: 'd-7',
      notification_id: 'n-1',
      tenant_id: 't-1',
      channel: 'email',
      priority: 'low',
      attempt: '2',
    });
  });

  test('puts nobody’s markup or line breaks where they do harm', () => {
    const body = sendgridBody([mail({ title: 'Hi\r\nBcc: eve@x.org', body: '<b>&"</b>' })], us);
    expect(body.subject).toBe('Hi Bcc: eve@x.org');
    expect(body.content[0]!.value).toBe('<b>&"</b>');
    expect(body.content[1]!.value).toContain('&lt;b&gt;&amp;&quot;&lt;/b&gt;');
  });

  test('never has an empty part, which SendGrid refuses', () => {
    const body = sendgridBody([mail({ title: '', body: '' })], us);
    expect([body.subject, body.content[0]!.value]).toEqual([' ', ' ']);
  });
});

describe('deliveries that go together', () => {
  test('are all that are small', () => {
    expect(batchesOf([mail({ body: 'a' }), mail({ body: 'b' }), mail({ body: 'c' })])).toHaveLength(1);
  });

  test('are not those whose substitutions would be too long', () => {
    const long = (letter: string) => mail({ body: letter.repeat(SUBSTITUTION_BYTES / 2) });
    const batches = batchesOf([mail({ body: 'a' }), long('x'), mail({ body: 'b' }), long('y'), long('x')]);
    expect(batches.map((batch) => batch.length).sort()).toEqual([1, 2, 2]);
  });

  test('stay under the limit in bytes, not in characters', () => {
    for (const body of ['é'.repeat(2_600), '&'.repeat(1_700), '😀'.repeat(1_400)]) {
      const batches = batchesOf([mail({ body }), mail({ body: 'b' })]);
      expect(batches).toHaveLength(2);
    }
    const body = 'é'.repeat(2_400);
    const [batch] = batchesOf([mail({ body }), mail({ body: 'b' })]);
    const [first] = sendgridBody(batch!, us).personalizations;
    const bytes = Buffer.byteLength(Object.entries(first!.substitutions!).flat().join(''));
    expect(bytes).toBeLessThanOrEqual(SUBSTITUTION_BYTES);
  });
});
