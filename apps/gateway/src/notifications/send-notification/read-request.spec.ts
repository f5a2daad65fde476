import { TYPES_AT_THE_START } from '#libs/contracts';
import { readRequest, type RequestContext } from './read-request.js';

const context: RequestContext = {
  tenantId: 'acme',
  types: new Map(TYPES_AT_THE_START.map((type) => [type.name, type])),
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
};
const aRequest = (over: object = {}) => ({
  user_id: 'user-456',
  notification_type: 'security_alert',
  content: { title: 'Suspicious login', body: 'From a new place', data: { ip: '203.0.113.1' } },
  ...over,
});
const items = (body: unknown, key?: string) => {
  const read = readRequest(body, context, key);
  if (!read.ok) throw read.problem;
  return read.entries;
};
const [first] = TYPES_AT_THE_START;

describe('a request', () => {
  it("takes its type's priority and channels where it names none", () => {
    expect(items(aRequest())).toMatchObject([{ priority: first?.priority, channels: first?.channels }]);
    expect(items(aRequest({ priority: 'low', channels: ['sms', 'sms'] }))).toMatchObject([
      { priority: 'low', channels: ['sms'] },
    ]);
  });

  it('for many users is an item for each, with a key of its own', () => {
    const many = items(aRequest({ user_id: undefined, user_ids: ['a', 'b'], idempotency_key: 'k' }));
    expect(many).toHaveLength(2);
    expect(new Set(many.map(({ idempotency }) => idempotency?.key)).size).toBe(2);
  });

  it('has the same hash wherever its key was given, and another one with another body', () => {
    const hash = (body: object, key?: string) => items(body, key)[0]?.idempotency?.bodyHash;
    expect(hash(aRequest({ idempotency_key: 'k' }))).toBe(hash(aRequest(), 'k'));
    expect(hash(aRequest({ priority: 'low' }), 'k')).not.toBe(hash(aRequest(), 'k'));
  });

  it('whose keys differ is refused, and remembered under neither', () => {
    const read = readRequest(aRequest({ idempotency_key: 'a' }), context, 'b');
    expect(read).toMatchObject({ ok: false, problem: { status: 400 } });
  });

  it('that is refused is remembered when it has a key', () => {
    const entries = items({ idempotency_key: 'k', colour: 'red' });
    expect(entries).toMatchObject([{ idempotency: { key: 'k' }, refused: { status: 400 } }]);
    expect(() => items({ colour: 'red' })).toThrow();
  });

  it('of an unknown type is told which there are', () => {
    expect(() => items(aRequest({ notification_type: 'newsleter' }))).toThrow(/newsletter/);
  });
});
