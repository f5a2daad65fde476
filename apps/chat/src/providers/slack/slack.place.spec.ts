import { isSlackPlace } from './slack.place.js';

const allowed = new Set(['127.0.0.1:4003']);

describe('an address of Slack’s', () => {
  test.each([
    'https://hooks.slack.com/services/T/B/X',
    'https://hooks.slack-gov.com/services/T/B/X',
    'https://HOOKS.slack.com/services/T/B/X',
    'http://127.0.0.1:4003/services/T/B/X',
  ])('is %s', (url) => expect(isSlackPlace(url, allowed)).toBe(true));

  test.each([
    'http://hooks.slack.com/services/T/B/X',
    'https://hooks.slack.com:8443/services/T/B/X',
    'https://hooks.slack.com.example.com/services/T/B/X',
    'https://hooks.slack.com@example.com/services/T/B/X',
    'https://user:pass@hooks.slack.com/services/T/B/X',
    'https://example.com/hooks.slack.com',
    'http://169.254.169.254/latest/meta-data',
    'http://127.0.0.1:4004/services/T/B/X',
    'http://127.0.0.1/services/T/B/X',
    'http://localhost:4003/services/T/B/X',
    'file:///etc/passwd',
    'hooks.slack.com/services/T/B/X',
    '',
  ])('is not %s', (url) => expect(isSlackPlace(url, allowed)).toBe(false));
});
