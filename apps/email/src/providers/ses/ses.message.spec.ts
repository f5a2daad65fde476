import type { ProviderCall } from '#libs/delivery';
import { Mail } from '../../mail/mail.js';
import { batchesOf, bulkOf, emailOf } from './ses.message.js';

const sender = { from: 'us@example.com', configurationSet: 'events' };
const mail = (fields: Partial<ProviderCall> = {}, content: Partial<ProviderCall['content']> = {}) =>
  new Mail(
    {
      deliveryId: 'd-1',
      notificationId: 'n-1',
      tenantId: 't-1',
      notificationType: 'newsletter',
      priority: 'low',
      attempt: 2,
      target: { channel: 'email', email: 'ada@example.org' },
      content: { title: 'Hello', body: 'Dear {{name}}', ...content },
      timestamp: '2026-01-01T12:00:00.000Z',
      ...fields,
    },
    'ada@example.org',
    () => ({ 'List-Unsubscribe': '<https://x.example/u/1>', 'X-Long': 'x'.repeat(900) }),
  );

describe('a mail for SES', () => {
  test('says who sends it, to whom, and where events go', () => {
    expect(emailOf(mail(), sender, undefined)).toMatchObject({
      FromEmailAddress: 'us@example.com',
      ConfigurationSetName: 'events',
      Destination: { ToAddresses: ['ada@example.org'] },
      Content: { Simple: { Subject: { Data: 'Hello' }, Body: { Text: { Data: 'Dear {{name}}' } } } },
    });
  });

  test('carries the ids of callbacks in tags that SES takes', () => {
    const { EmailTags } = emailOf(mail({ tenantId: 'acme inc.', test: true }), sender, undefined);
    expect(Object.fromEntries(EmailTags.map(({ Name, Value }) => [Name, Value]))).toEqual({
      notification_id: 'n-1',
      delivery_id: 'd-1',
      tenant_id: `b64_${Buffer.from('acme inc.').toString('base64url')}`,
      channel: 'email',
      priority: 'low',
      attempt: '2',
      test: 'true',
    });
  });

  test('leaves out a header that SES would refuse it for', () => {
    const { Headers } = emailOf(mail(), sender, undefined).Content.Simple;
    expect(Headers).toEqual([{ Name: 'List-Unsubscribe', Value: '<https://x.example/u/1>' }]);
  });
});

describe('mails in one call', () => {
  test('share what all say, and nothing that is said becomes a template', () => {
    const body = bulkOf([mail(), mail({ deliveryId: 'd-2' }), mail({}, { title: 'Bye' })], sender, undefined);
    const { TemplateContent, TemplateData } = body.DefaultContent.Template;
    expect(JSON.stringify(TemplateContent)).not.toContain('Dear');
    expect(JSON.parse(TemplateData)).toMatchObject({ subject: 'Hello', text: 'Dear {{name}}' });
    const [one, two, three] = body.BulkEmailEntries.map(({ ReplacementEmailContent: own }) => own);
    expect([one, two]).toEqual([undefined, undefined]);
    expect(JSON.parse(three!.ReplacementTemplate.ReplacementTemplateData)).toMatchObject({ subject: 'Bye' });
  });

  test('are 50 at most, and 1 MB', () => {
    expect(batchesOf(Array.from({ length: 120 }, () => mail())).map(({ length }) => length)).toEqual([50, 50, 20]);
    const large = Array.from({ length: 20 }, () => mail({}, { body: 'x'.repeat(50_000) }));
    expect(batchesOf(large).map(({ length }) => length)).toEqual([8, 8, 4]);
    for (const batch of batchesOf(large))
      expect(Buffer.byteLength(JSON.stringify(bulkOf(batch, sender, undefined)))).toBeLessThan(1_000_000);
  });

  test('are not those too long for template data, nor those whose answers go elsewhere', () => {
    const others = [mail({}, { body: 'x'.repeat(200_000) }), mail({}, { email: { reply_to: 'help@example.com' } })];
    expect(
      batchesOf([mail(), ...others, mail()])
        .map(({ length }) => length)
        .sort(),
    ).toEqual([1, 1, 2]);
  });
});
