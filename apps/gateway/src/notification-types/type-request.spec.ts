import { TYPES_AT_THE_START } from '#libs/contracts';
import { Problem } from '#libs/http';
import { readType } from './type-request.js';

const least = { category: 'billing', channels: ['email'] };
const complaintsOf = (over: object): string[] => {
  try {
    readType('invoice', { ...least, ...over });
    return [];
  } catch (error) {
    return ((error as Problem).document().errors ?? []).map(({ pointer, detail }) => `${pointer} ${detail}`);
  }
};

describe('the request for a type', () => {
  it('needs a category and channels; the rest has defaults', () => {
    expect(readType('invoice', least)).toEqual({
      name: 'invoice',
      category: 'billing',
      critical: false,
      priority: 'medium',
      priority_rules: [],
      channels: ['email'],
      when_in_doubt: 'resend',
      ttl_seconds: 604_800,
      quiet_hours: 'hold',
      daily_cap: null,
      escalation: [],
    });
  });

  it.each(TYPES_AT_THE_START.map((type) => [type.name, type] as const))(
    'takes what it answers: %s comes back the same',
    (name, type) => expect(readType(name, { ...type, managed_by: 'api' })).toEqual(type),
  );

  it.each<[string, object, RegExp]>([
    ['a slug for a category', { category: 'Money & more' }, /^\/category must be a category/],
    ['channels', { channels: [] }, /^\/channels must have at least 1/],
    ['each channel once', { channels: ['sms', 'sms'] }, /^\/channels must not name a channel twice/],
    ['a time to live within bounds', { ttl_seconds: 9 }, /^\/ttl_seconds must be at least 10/],
    ['a month at most', { ttl_seconds: 2_592_001 }, /^\/ttl_seconds must be at most 2592000/],
    ['a whole cap', { daily_cap: 1.5 }, /^\/daily_cap/],
    ['a cap of something', { daily_cap: 0 }, /^\/daily_cap must be at least 1/],
    [
      'no cap on what is critical',
      { critical: true, daily_cap: 3 },
      /^\/daily_cap must be null for a critical type: what is critical is never held back$/,
    ],
    ['the critical lanes for the critical', { priority: 'critical' }, /^\/priority must be high, medium or low unless/],
    [
      'no rule around that',
      { priority_rules: [{ field: 'content.title', equals: 'x', priority: 'critical' }] },
      /^\/priority_rules\/0\/priority must be high, medium or low unless/,
    ],
    [
      'a condition in a rule',
      { priority_rules: [{ field: 'content.title', priority: 'high' }] },
      /^\/priority_rules\/0 must have one of equals/,
    ],
    [
      'a field that a request has',
      { priority_rules: [{ field: 'user_id', equals: 'x', priority: 'high' }] },
      /^\/priority_rules\/0\/field must be content\.title/,
    ],
    [
      'a range that something lies in',
      { priority_rules: [{ field: 'content.data.n', above: 5, below: 5, priority: 'high' }] },
      /^\/priority_rules\/0\/below must be more than above/,
    ],
    [
      'a plain value to equal',
      { priority_rules: [{ field: 'content.data.n', equals: {}, priority: 'high' }] },
      /^\/priority_rules\/0\/equals must be a text, a number, true or false/,
    ],
    [
      'steps in order',
      {
        escalation: [
          { after_seconds: 60, unless: 'READ', channels: ['sms'] },
          { after_seconds: 60, unless: 'READ', channels: ['push'] },
        ],
      },
      /^\/escalation\/1\/after_seconds must be more than that of the step before, 60/,
    ],
    [
      'steps before it expires',
      { ttl_seconds: 60, escalation: [{ after_seconds: 60, unless: 'READ', channels: ['sms'] }] },
      /^\/escalation\/0\/after_seconds must be less than ttl_seconds, 60/,
    ],
    [
      'somewhere to escalate to',
      { escalation: [{ after_seconds: 60, unless: 'READ', channels: [] }] },
      /^\/escalation\/0\/channels must have at least 1/,
    ],
    ['its own name', { name: 'another' }, /^\/name must be the name in the path/],
    ['nothing of a file', { managed_by: 'file' }, /^\/managed_by/],
    ['no field that nobody knows', { colour: 'red' }, /^\/colour is not a known field/],
  ])('wants %s', (_, over, complaint) => expect(complaintsOf(over)[0]).toMatch(complaint));

  it.each(['', 'Order Update', '../x', '\u0000', 'é', 'a'.repeat(65), '_'])('knows %j for no name', (name) => {
    expect(() => readType(name, least)).toThrow(Problem);
  });
});
