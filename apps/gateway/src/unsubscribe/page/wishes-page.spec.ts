import { createHash } from 'node:crypto';
import {
  NO_PREFERENCES,
  TYPES_AT_THE_START,
  type NotificationType,
  type Preferences,
  type Profile,
} from '#libs/contracts';
import type { UnsubscribeToken } from '#libs/unsubscribe';
import { messagePage } from './message-page.js';
import { TEXTS, type Language } from './texts/index.js';
import { wishesPage, type WishesView } from './wishes-page.js';

const LANGUAGES = Object.keys(TEXTS) as Language[];
const [, , order, newsletter] = TYPES_AT_THE_START as [unknown, unknown, NotificationType, NotificationType];
const EVIL = `"><script>alert('x')</script>&{what}`;

const token: UnsubscribeToken = {
  tenantId: 'acme',
  userId: 'ada',
  type: 'newsletter',
  category: 'marketing',
  channel: 'email',
  notificationId: 'n-1',
  expiresAt: new Date(),
};
const user = (preferences: Partial<Preferences> = {}, over: Partial<Profile> = {}): Profile => ({
  tenant_id: 'acme',
  user_id: 'ada',
  version: 1,
  email: 'ada@example.com',
  devices: [],
  webhooks: [],
  preferences: { ...NO_PREFERENCES, ...preferences },
  ...over,
});
const page = (over: Partial<WishesView> = {}, types: readonly NotificationType[] = TYPES_AT_THE_START) =>
  wishesPage({
    token,
    profile: user(),
    types: new Map(types.map((type) => [type.name, type])),
    language: 'en',
    ...over,
  });

/** `type:email:newsletter` → whether it is ticked. */
const boxes = (body: string) =>
  new Map(
    [...body.matchAll(/name="on"\s+value="([^"]*)"(\s+checked)?/g)].map(([, value, on]) => [value, on !== undefined]),
  );
const before = (body: string) => [...body.matchAll(/name="was" value="([^"]*)"/g)].map(([, value]) => value);

describe('the page of what one gets', () => {
  test.each(LANGUAGES)('is whole in %s, with nothing left to fill in', (language) => {
    const { body, headers } = page({ language, notice: 'saved' });
    const texts = TEXTS[language];
    expect(body).toContain(`<html lang="${language}" dir="${texts.dir}">`);
    expect(headers['content-language']).toBe(language);
    for (const text of [texts.title, texts.saved, texts.quietHeading, texts.stop, texts.save, texts.channels.email])
      expect(body).toContain(text.replaceAll("'", '&#39;'));
    expect(body).not.toMatch(/\{\w+\}(?![^<]*<\/style>)/);
    expect(body).not.toMatch(/undefined|\[object/);
  });

  test('ticks what comes by the user’s words, and knows what was ticked', () => {
    const words = { types: { newsletter: { email: false } }, categories: { transactional: { in_app: false } } };
    const { body } = page({ profile: user(words, { devices: [{ device_id: 'd', token: 't', platform: 'ios' }] }) });
    expect(Object.fromEntries(boxes(body))).toEqual({
      'type:email:newsletter': false,
      'type:email:order_update': true,
      'type:push:order_update': true,
      'type:in_app:order_update': false,
    });
    expect(before(body)).toEqual(['type:email:order_update', 'type:push:order_update']);
  });

  test('has one box for a whole category where there is more than one type in it', () => {
    const tips = { ...newsletter, name: 'tips' };
    expect([...boxes(page({}, [newsletter, tips]).body).keys()]).toEqual([
      'category:email:marketing',
      'type:email:newsletter',
      'type:email:tips',
    ]);
  });

  test('has no box for what cannot be declined, and says that it comes', () => {
    const { body } = page();
    expect([...boxes(body).keys()].join()).not.toContain('security_alert');
    expect(body).toContain('One time code, Security alert');
  });

  test('offers to unsubscribe from what the link came with, unless that has been done', () => {
    expect(page().body).toContain('value="unsubscribe"');
    const without = page({ profile: user({ categories: { marketing: { email: false } } }) }).body;
    expect(without).not.toContain('value="unsubscribe"');
    expect(without).toContain('You do not receive “<bdi>Newsletter</bdi>” <bdi>by email</bdi>.');
    expect(page({ token: { ...token, type: 'security_alert' } }).body).not.toContain('value="unsubscribe"');
    expect(page({ token: { ...token, type: 'gone' } }).body).not.toContain('value="unsubscribe"');
  });

  test('says that somebody is unsubscribed only where it is so, whatever the address says', () => {
    expect(page({ notice: 'unsubscribed' }).body).not.toContain('role="status"');
    const profile = user({ types: { newsletter: { email: false } } });
    expect(page({ notice: 'unsubscribed', profile }).body).toMatch(/role="status">Done\./);
  });

  test('shows quiet hours by the user’s clock, and what they would be where there are none', () => {
    const profile = user({ quiet_hours: { start: '21:30', end: '06:00' } }, { time_zone: 'Europe/Vienna' });
    expect(page({ profile }).body).toMatch(
      /value="21:30"[\s\S]*value="06:00"[\s\S]*Europe\/Vienna[\s\S]*value="21:30-06:00"/,
    );
    expect(page().body).toMatch(/value="22:00"[\s\S]*UTC[\s\S]*name="was_quiet" value=""/);
  });

  test('tells an error as one, and is no success', () => {
    const { body, status } = page({ notice: 'sameTimes' });
    expect([status, body.includes('role="alert"')]).toEqual([422, true]);
  });

  test('shows nobody’s address', () => {
    const profile = user({}, { phone: '+14155550123' });
    expect(page({ profile }).body).not.toMatch(/ada@|4155550123|"ada"/);
  });

  test('makes text of whatever a tenant has named, and only that', () => {
    const evil = { ...order, name: EVIL, category: EVIL };
    const { body } = page({ token: { ...token, type: EVIL }, profile: user({}, { time_zone: EVIL }) }, [evil]);
    expect(body).not.toMatch(/<script/i);
    expect(body).toContain('&lt;script&gt;');
    expect(body.match(/<html|<body|<main/g)).toHaveLength(3);
  });

  test.each([page(), messagePage('expired', 410, 'en'), messagePage('unclear', 400, 'de')])(
    'lets nothing run, be framed, kept, found or told on',
    (one) => {
      const style = /<style>([\s\S]*)<\/style>/.exec(one.body)?.[1] ?? '';
      const hash = createHash('sha256').update(style).digest('base64');
      expect(one.headers['content-security-policy']).toBe(
        `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
      );
      expect(one.headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-robots-tag': 'noindex, nofollow',
      });
      expect(one.body).not.toMatch(/ style=| on\w+=|<script|<link|<img|https?:/);
    },
  );
});
