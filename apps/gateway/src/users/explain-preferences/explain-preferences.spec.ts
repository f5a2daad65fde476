import { NO_PREFERENCES, TYPES_AT_THE_START, type NotificationType, type Profile } from '#libs/contracts';
import { explain } from './explain-preferences.js';

const typeOf = (name: string) => TYPES_AT_THE_START.find((type) => type.name === name) as NotificationType;
const profile = (over: Partial<Profile> = {}): Profile => ({
  tenant_id: 'acme',
  user_id: 'user-456',
  version: 1,
  email: 'ada@example.com',
  time_zone: 'Europe/Vienna',
  devices: [],
  webhooks: [],
  preferences: NO_PREFERENCES,
  ...over,
});
const at = new Date('2026-06-01T21:00:00Z');
const asked = (over: Partial<Profile>, type = 'order_update') =>
  new Map(explain(profile(over), typeOf(type), at).channels.map(({ channel, ...answer }) => [channel, answer]));

describe('explained preferences', () => {
  it('say yes of each channel with its rule, and no where there is nowhere to send it', () => {
    expect(explain(profile(), typeOf('order_update'), at)).toEqual({
      user_id: 'user-456',
      notification_type: 'order_update',
      category: 'transactional',
      critical: false,
      at: '2026-06-01T21:00:00.000Z',
      time_zone: 'Europe/Vienna',
      channels: [
        {
          channel: 'email',
          answer: 'yes',
          rule: 'default',
          why: 'The user has said nothing about it: yes by default',
          targets: 1,
        },
        noTarget('push', 'push'),
        {
          ...noTarget('in_app', ''),
          answer: 'yes',
          rule: 'default',
          reason: undefined,
          why: expect.any(String) as string,
          targets: 1,
        },
        noTarget('webhook', 'webhook'),
      ],
    });
  });
  const noTarget = (channel: string, by: string) => ({
    channel,
    answer: 'no',
    rule: 'no_target',
    reason: 'no_target',
    why: `The user has no address for ${by}`,
    targets: 0,
  });

  it.each<[string, Partial<Profile>, object]>([
    [
      'a suppression',
      { suppressed: { email: 'complaint' } },
      {
        answer: 'no',
        rule: 'suppressed',
        reason: 'suppressed_complaint',
        why: expect.stringContaining('spam') as string,
      },
    ],
    [
      'everything',
      { preferences: { ...NO_PREFERENCES, opted_out: true } },
      { answer: 'no', rule: 'opted_out', reason: 'opted_out_of_all' },
    ],
    [
      'the type',
      { preferences: { ...NO_PREFERENCES, types: { order_update: { email: false } } } },
      { answer: 'no', rule: 'type', why: 'The user does not want order_update by email' },
    ],
    [
      'the category',
      { preferences: { ...NO_PREFERENCES, categories: { transactional: { email: true } } } },
      { answer: 'yes', rule: 'category', why: 'The user wants transactional by email' },
    ],
    [
      'the channel',
      { preferences: { ...NO_PREFERENCES, channels: { email: false } } },
      { answer: 'no', rule: 'channel', reason: 'opted_out_of_channel' },
    ],
    [
      'quiet hours',
      { preferences: { ...NO_PREFERENCES, quiet_hours: { start: '22:00', end: '07:00' } } },
      {
        answer: 'later',
        rule: 'quiet_hours',
        reason: 'quiet_hours',
        until: '2026-06-02T05:00:00.000Z',
        why: 'The user has said nothing about it: yes by default, but has quiet hours until 2026-06-02T05:00:00.000Z',
      },
    ],
  ])('tell what %s does', (_, over, expected) => expect(asked(over).get('email')).toMatchObject(expected));

  it('tell that critical goes out whatever the user said', () => {
    const over = { preferences: { ...NO_PREFERENCES, opted_out: true } };
    expect(asked(over, 'security_alert').get('email')).toMatchObject({
      answer: 'yes',
      rule: 'critical',
      why: 'It is critical: it goes out at any hour, and whatever the user has opted out of',
    });
  });
});
