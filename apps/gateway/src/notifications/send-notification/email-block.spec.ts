import { checkSafely } from '#libs/http';
import { notificationRequest } from './notification-request.js';

const check = (email: unknown, body = 'x') =>
  checkSafely(notificationRequest, {
    user_id: 'ada',
    notification_type: 'newsletter',
    content: { title: 'News', body, email },
  });
const pointersOf = (email: unknown, body?: string) => {
  const checked = check(email, body);
  return checked.ok ? [] : checked.errors.map(({ pointer }) => pointer);
};
const file = { url: 'https://files.example.com/12.pdf', filename: 'invoice.pdf' };

describe('what only a mail has', () => {
  test('comes through as it was given, a reply address in its one spelling', () => {
    const block = {
      subject: 'For you',
      html: '<p>x</p>',
      reply_to: 'help@BÜCHER.example',
      attachments: [{ ...file, content_type: 'application/pdf' }],
    };
    const checked = check(block);
    expect(checked).toMatchObject({
      ok: true,
      value: { content: { email: { ...block, reply_to: 'help@xn--bcher-kva.example' } } },
    });
  });

  test.each<[string, object, string]>([
    ['a line break in the subject', { subject: 'a\r\nBcc: eve@example.org' }, 'subject'],
    ['a NUL in the subject', { subject: 'a\0b' }, 'subject'],
    ['a line break in the reply address', { reply_to: 'a@example.org\nBcc: b@example.org' }, 'reply_to'],
    ['two reply addresses', { reply_to: 'a@example.org,b@example.org' }, 'reply_to'],
    ['a field of no mail', { bcc: 'eve@example.org' }, ''],
    ['no attachment', { attachments: [] }, 'attachments'],
    ['too many attachments', { attachments: Array(11).fill(file) }, 'attachments'],
    ['an attachment over http', { attachments: [{ ...file, url: 'http://files.example.com' }] }, 'attachments/0/url'],
    ['a file of ours', { attachments: [{ ...file, url: 'file:///etc/passwd' }] }, 'attachments/0/url'],
    ['a password in an address', { attachments: [{ ...file, url: 'https://a:b@example.com/' }] }, 'attachments/0/url'],
    ['a name that is a path', { attachments: [{ ...file, filename: '../x.pdf' }] }, 'attachments/0/filename'],
    ['a name of two lines', { attachments: [{ ...file, filename: 'a\r\nb' }] }, 'attachments/0/filename'],
    [
      'a program',
      { attachments: [{ ...file, content_type: 'application/x-msdownload' }] },
      'attachments/0/content_type',
    ],
  ])('is refused with %s', (_, block, at) => {
    expect(pointersOf(block)).toEqual([expect.stringContaining(`/content/email${at && `/${at}`}`)]);
  });

  test('is refused when it and the body are more than a record can carry', () => {
    const html = '字'.repeat(150_000);
    expect(pointersOf({ html }, 'b')).toEqual([]);
    expect(pointersOf({ html }, '字'.repeat(60_000))).toEqual(['/content/email/html']);
  });
});
