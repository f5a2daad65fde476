import {
  NO_PREFERENCES,
  TYPES_AT_THE_START,
  type Channel,
  type NotificationType,
  type Preferences,
  type Profile,
} from '#libs/contracts';
import type { Choice } from './choice.js';
import { oneClickPatch, patchOf, typePatch } from './patches.js';

const newsletter = TYPES_AT_THE_START.at(-1) as NotificationType;
const types = new Map([...TYPES_AT_THE_START, { ...newsletter, name: 'tips' }].map((type) => [type.name, type]));
const token = {
  tenantId: 'acme',
  userId: 'ada',
  type: 'newsletter',
  category: 'marketing',
  channel: 'email' as const,
  notificationId: 'n',
  expiresAt: new Date(),
};
const user = (preferences: Partial<Preferences> = {}): Profile => ({
  tenant_id: 'acme',
  user_id: 'ada',
  version: 1,
  devices: [],
  webhooks: [],
  preferences: { ...NO_PREFERENCES, ...preferences },
});
const type = (name: string, channel: Channel = 'email'): Choice => ({ on: 'type', name, channel });
const category = (name: string, channel: Channel = 'email'): Choice => ({ on: 'category', name, channel });
const patch = (changes: Partial<Parameters<typeof patchOf>[0]>, preferences: Partial<Preferences> = {}) =>
  patchOf({ ticked: [], unticked: [], ...changes }, user(preferences), types);

describe('one click of a mailbox', () => {
  test('declines the whole category by that channel, whatever was said for the type before', () => {
    expect(oneClickPatch(token)).toEqual({
      categories: { marketing: { email: false } },
      types: { newsletter: { email: null } },
    });
  });

  test.each(['transactional', 'security', ''])(
    'declines the type alone where the category is %j: that is no list',
    (name) => expect(oneClickPatch({ ...token, category: name })).toEqual({ types: { newsletter: { email: false } } }),
  );
});

test('the button declines what it says, and no more', () =>
  expect(typePatch(token)).toEqual({ types: { newsletter: { email: false } } }));

describe('the form of the page', () => {
  test('is no change where nothing was changed', () => expect(patch({})).toBeUndefined());

  test('says no to a type', () =>
    expect(patch({ unticked: [type('newsletter')] })).toEqual({ types: { newsletter: { email: false } } }));

  test('says nothing for a yes that holds by itself, and yes where something more general says no', () => {
    expect(patch({ ticked: [type('newsletter')] })).toEqual({ types: { newsletter: { email: null } } });
    const declined = { categories: { marketing: { email: false } } };
    expect(patch({ ticked: [type('newsletter')] }, declined)).toEqual({ types: { newsletter: { email: true } } });
    const nowhere = { channels: { email: false } };
    expect(patch({ ticked: [type('newsletter')] }, nowhere)).toEqual({ types: { newsletter: { email: true } } });
    expect(patch({ ticked: [category('marketing')] }, nowhere)).toEqual({ categories: { marketing: { email: true } } });
    expect(patch({ ticked: [category('marketing')] })).toEqual({ categories: { marketing: { email: null } } });
  });

  test('says no to a category and to all that is in it, but for what was ticked at the same time', () => {
    expect(patch({ unticked: [category('marketing')], ticked: [type('tips')] })).toEqual({
      categories: { marketing: { email: false } },
      types: { newsletter: { email: null }, tips: { email: true } },
    });
    expect(patch({ unticked: [category('marketing'), type('tips')] })).toEqual({
      categories: { marketing: { email: false } },
      types: { newsletter: { email: null }, tips: { email: false } },
    });
  });

  test('a category and a type ticked together are a yes to both, with no more words than it takes', () => {
    const declined = { categories: { marketing: { email: false } } };
    expect(patch({ ticked: [category('marketing'), type('tips')] }, declined)).toEqual({
      categories: { marketing: { email: null } },
      types: { tips: { email: null } },
    });
  });

  test('does not touch what cannot be declined, and what is no more', () => {
    const choices = [type('security_alert'), type('gone'), type('constructor'), category('security'), category('gone')];
    expect(patch({ unticked: choices })).toBeUndefined();
    expect(patch({ ticked: choices })).toBeUndefined();
  });

  test('stops everything, and keeps quiet', () => {
    expect(patch({ stop: true, quiet: null })).toEqual({ opted_out: true, quiet_hours: null });
    expect(patch({ stop: false, quiet: { start: '22:00', end: '07:00' } })).toEqual({
      opted_out: false,
      quiet_hours: { start: '22:00', end: '07:00' },
    });
  });
});
