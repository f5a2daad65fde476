import fc from 'fast-check';
import { PRIORITIES, TYPES_AT_THE_START, type NotificationType, type PriorityRule } from '#libs/contracts';
import { isRuleField, priorityOf, type Ruled } from './priority-of.js';

const orderUpdate = TYPES_AT_THE_START.find(({ name }) => name === 'order_update') as NotificationType;
const withRules = (...priority_rules: PriorityRule[]): NotificationType => ({ ...orderUpdate, priority_rules });
const request = (data?: Record<string, unknown>, over: Partial<Ruled> = {}): Ruled => ({
  content: { title: 'Your order', body: 'URGENT: it is late', data },
  ...over,
});
const fits = (rule: Omit<PriorityRule, 'priority'>, of: Ruled): boolean =>
  priorityOf(withRules({ ...rule, priority: 'high' }), of) === 'high';

describe('the priority of a request that names none', () => {
  it('is what the first rule that fits says, or what the type says', () => {
    const type = withRules(
      { field: 'content.data.amount', above: 1_000, priority: 'high' },
      { field: 'content.data.amount', above: 10, priority: 'low' },
    );
    expect([2_000, 1_000, 10].map((amount) => priorityOf(type, request({ amount })))).toEqual([
      'high',
      'low',
      'medium',
    ]);
  });

  it.each<[string, Omit<PriorityRule, 'priority'>, Ruled, boolean]>([
    ['a text that equals', { field: 'content.title', equals: 'Your order' }, request(), true],
    ['a number that only looks the same', { field: 'content.data.n', equals: 1 }, request({ n: '1' }), false],
    ['false', { field: 'content.data.paid', equals: false }, request({ paid: false }), true],
    ['a word, in capitals or not', { field: 'content.body', contains: 'urgent' }, request(), true],
    ['an entry of a list', { field: 'content.data.tags', contains: 'vip' }, request({ tags: ['vip'] }), true],
    ['a place in a list', { field: 'content.data.lines.1.n', above: 1 }, request({ lines: [{}, { n: 2 }] }), true],
    ['both of two bounds', { field: 'content.data.n', above: 1, below: 5 }, request({ n: 5 }), false],
    ['all that is said', { field: 'content.data.n', equals: 3, above: 5 }, request({ n: 3 }), false],
    ['a number in metadata', { field: 'metadata.n', above: 1 }, request({}, { metadata: { n: '2.5' } }), true],
    ['no number in a word', { field: 'content.data.n', above: 1 }, request({ n: 'Infinity' }), false],
    ['a key with dots', { field: 'metadata.a.b', equals: 'x' }, request({}, { metadata: { 'a.b': 'x' } }), true],
    ['nothing where nothing is', { field: 'content.data.n', below: 5 }, request(), false],
    ['null as nothing', { field: 'content.data.n', below: 5 }, request({ n: null }), false],
  ])('looks at %s', (_, rule, of, expected) => expect(fits(rule, of)).toBe(expected));

  it.each(['constructor.name', '__proto__.polluted', 'toString', 'a.constructor.prototype', 'a.length'])(
    'never at what every object has: content.data.%s',
    (path) => {
      for (const contains of ['Object', 'a', '1']) {
        expect(fits({ field: `content.data.${path}`, contains }, request({ a: 'text' }))).toBe(false);
      }
      expect(fits({ field: `metadata.${path}`, contains: 'O' }, request({}, { metadata: {} }))).toBe(false);
    },
  );

  const path = fc
    .array(fc.oneof(fc.constantFrom('a', '0', 'length', '__proto__', 'constructor'), fc.string()), { maxLength: 40 })
    .map((parts) => ['content.data', ...parts].join('.'));
  const rule = fc.record(
    {
      field: fc.oneof(
        path,
        fc.string().map((key) => `metadata.${key}`),
        fc.constant('content.body'),
      ),
      equals: fc.oneof(fc.string(), fc.double(), fc.boolean()),
      contains: fc.string({ minLength: 1 }),
      above: fc.double(),
      below: fc.double(),
      priority: fc.constantFrom(...PRIORITIES),
    },
    { requiredKeys: ['field', 'priority'] },
  );

  it('is one that the type or a rule of it names, whatever is sent', () => {
    const data = fc.dictionary(fc.constantFrom('a', '0', 'length', 'constructor'), fc.anything());
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 5 }), data, (rules, sent) => {
        const known = [orderUpdate.priority, ...rules.map(({ priority }) => priority)];
        expect(known).toContain(priorityOf(withRules(...rules), request(sent)));
      }),
    );
  });

  it('finds every plain value where it lies', () => {
    const key = fc.string({ minLength: 1 }).filter((text) => !text.includes('.') && text !== '__proto__');
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 20 }), fc.integer(), (keys, value) => {
        const field = `content.data.${keys.join('.')}`;
        const data = keys.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Record<string, unknown>;
        expect(isRuleField(field)).toBe(true);
        expect(fits({ field, equals: value }, request(data))).toBe(true);
        expect(fits({ field, above: value - 1, below: value + 1 }, request(data))).toBe(true);
      }),
    );
  });
});
