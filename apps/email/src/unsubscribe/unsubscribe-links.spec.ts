import { randomBytes } from 'node:crypto';
import type { ProviderCall } from '#libs/delivery';
import { UnsubscribeTokens } from '#libs/unsubscribe';
import { LocalKeys, Vault } from '#libs/vault';
import { UnsubscribeLinks } from './unsubscribe-links.js';

const DAY = 86_400_000;
const now = Date.UTC(2026, 0, 1);
const tokens = new UnsubscribeTokens(new Vault(new LocalKeys([{ id: 'k1', key: randomBytes(32) }])));
const links = new UnsubscribeLinks(tokens, 'https://notify.example.com', 90, () => now);

const mail = (fields: Partial<ProviderCall> = {}): ProviderCall => ({
  deliveryId: 'd-1',
  notificationId: 'n-1',
  tenantId: 'acme',
  userId: 'ada',
  notificationType: 'newsletter',
  category: 'marketing',
  priority: 'low',
  attempt: 1,
  target: { channel: 'email', email: 'ada@example.org' },
  content: { title: 'News', body: 'Good ones' },
  timestamp: '2026-01-01T00:00:00.000Z',
  ...fields,
});
const tokenOf = (call: ProviderCall) =>
  /^<https:\/\/notify\.example\.com\/u\/([\w-]+)>$/.exec(links.headersOf(call)?.['List-Unsubscribe'] ?? '')?.[1] ?? '';

describe('the headers to unsubscribe by', () => {
  test('lead to whom the mail went to, what it was, and how', () => {
    expect(tokens.open(tokenOf(mail()), now)).toMatchObject({
      state: 'good',
      token: { tenantId: 'acme', userId: 'ada', type: 'newsletter', category: 'marketing', channel: 'email' },
    });
    expect(links.headersOf(mail())?.['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
  });

  test('are good for as long as is said', () => {
    expect(tokens.open(tokenOf(mail()), now + 90 * DAY - 1_000).state).toBe('good');
    expect(tokens.open(tokenOf(mail()), now + 90 * DAY).state).toBe('expired');
  });

  test('know a type without its category, of a record from before there were any', () => {
    expect(tokens.open(tokenOf(mail({ category: undefined })), now)).toMatchObject({ token: { category: '' } });
  });

  test.each([
    ['critical', { critical: true }],
    ['to somebody who is not stored', { userId: undefined }],
    ['to an id that makes a longer line than a header may have', { userId: '字'.repeat(255) }],
  ])('are not on a mail that is %s', (_, fields) => expect(links.headersOf(mail(fields))).toBeUndefined());

  test('are on a mail to the longest id of common letters', () => {
    const longest = mail({ userId: 'u'.repeat(255), notificationType: 't'.repeat(64), category: 'c'.repeat(64) });
    expect(links.headersOf({ ...longest, tenantId: 'x'.repeat(64) })).toBeDefined();
  });
});
