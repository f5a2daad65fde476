import { redirectOf } from './redirect.js';

describe('REDIRECT_ALL_TO', () => {
  it.each([
    ['email', 'staging@example.com', { email: 'staging@example.com' }],
    ['sms', '+15005550006', { phone: '+15005550006' }],
    ['push', 'ios:abc:def', { platform: 'ios', token: 'abc:def' }],
    ['in_app', 'tester', { user_id: 'tester' }],
    [
      'webhook',
      'https://example.com/hook whsec_c2VjcmV0',
      { url: 'https://example.com/hook', secret: 'whsec_c2VjcmV0' },
    ],
    ['chat', 'https://example.com/chat', { kind: 'slack', url: 'https://example.com/chat' }],
    ['chat', '+14155550123', { kind: 'whatsapp', phone: '+14155550123' }],
  ] as const)('of %s is read', (channel, text, wanted) => {
    expect(redirectOf(channel, text)?.to).toMatchObject({ channel, ...wanted });
  });

  it('may be none: then nothing real is sent', () => {
    expect(redirectOf('email', 'none')).toEqual({ to: undefined });
    expect(redirectOf('email', undefined)).toBeUndefined();
  });

  it.each([
    ['email', 'nobody'],
    ['sms', '0664 1234567'],
    ['push', 'abc'],
    ['webhook', 'https://example.com/hook'],
    ['chat', 'here'],
  ] as const)('of %s that cannot be read stops the app, and is not repeated', (channel, text) => {
    expect(() => redirectOf(channel, text)).toThrow(/^REDIRECT_ALL_TO must be /);
    expect(() => redirectOf(channel, text)).not.toThrow(text);
  });
});
