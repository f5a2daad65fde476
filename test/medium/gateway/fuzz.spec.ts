/** Whatever is sent to whatever route: never a 5xx, and every answer is what the documentation says it is. */
import fc from 'fast-check';
import { NO_PREFERENCES } from '#libs/contracts';
import { problemAnswer } from '../../../apps/gateway/src/api-page/answer.js';
import { operations } from '../../../apps/gateway/src/api-page/operations.js';
import { RunningGateway } from './running-gateway.js';

const RUNS = Number(process.env.FUZZ_RUNS ?? 300);

const text = fc.string({ unit: 'binary', maxLength: 40 });
const hostile = fc.oneof(
  text,
  fc.constantFrom(
    '',
    '\u0000',
    '\ud800',
    '__proto__',
    '../..',
    '%00',
    "'; drop table users; --",
    '\u202e',
    'a'.repeat(5_000),
  ),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.array(text, { maxLength: 3 }),
  fc.dictionary(text, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
);
const near = fc.record(
  {
    user_id: fc.oneof(fc.constant('known'), hostile),
    user_ids: fc.oneof(fc.array(fc.constantFrom('known', 'unknown'), { maxLength: 3 }), hostile),
    to: fc.oneof(fc.record({ email: fc.oneof(fc.constant('a@example.com'), hostile) }), hostile),
    notification_type: fc.oneof(fc.constantFrom('order_update', 'security_alert', 'nope'), hostile),
    priority: fc.oneof(fc.constantFrom('critical', 'low'), hostile),
    channels: fc.oneof(fc.array(fc.constantFrom('email', 'sms', 'push', 'chat')), hostile),
    content: fc.oneof(
      fc.record({ title: hostile, body: hostile, data: hostile }, { requiredKeys: ['title', 'body'] }),
      hostile,
    ),
    metadata: hostile,
    idempotency_key: fc.oneof(fc.constantFrom('k1', 'k2'), hostile),
    email: hostile,
    phone: hostile,
    webhooks: hostile,
    preferences: hostile,
    types: hostile,
    devices: hostile,
    token: hostile,
    ids: hostile,
  },
  { requiredKeys: [] },
);
const body = fc.oneof(
  near,
  fc.record({ notifications: fc.oneof(fc.array(near, { maxLength: 4 }), hostile) }),
  fc.record({ users: fc.oneof(fc.array(near, { maxLength: 3 }), hostile) }),
  fc.jsonValue(),
);
const segment = fc.oneof(
  fc.constantFrom('known', 'unknown', 'bulk'),
  text.filter((t) => t.isWellFormed()),
);
const query = fc.dictionary(
  fc.constantFrom('limit', 'cursor', 'status', 'channel', 'after', 'user_id', 'x'),
  text.filter((t) => t.isWellFormed()),
);

describe('the whole API under fuzz', () => {
  let gateway: RunningGateway;
  let userToken: string;
  beforeAll(async () => {
    gateway = await RunningGateway.begin();
    const profile = gateway.peers.store(gateway.tenant, 'known');
    for (const pattern of ['put_preferences', 'put_devices', 'delete_device'] as const) {
      gateway.peers.answers.set(`preferences.${pattern}`, ({ user_id }: { user_id: string }) =>
        user_id === 'known' ? profile : null,
      );
    }
    const stored = ({ tenant_id, user_id }: { tenant_id: string; user_id: string }) => ({
      profile: { tenant_id, user_id, version: 1, devices: [], webhooks: [], preferences: NO_PREFERENCES },
      created: true,
      new_endpoint_ids: [],
    });
    gateway.peers.answers.set('preferences.put_user', stored);
    gateway.peers.answers.set('preferences.delete_user', () => false);
    gateway.peers.answers.set('status.find', () => null);
    gateway.peers.answers.set('status.search', () => ({ items: [] }));
    gateway.peers.answers.set('in_app.list', () => ({ items: [], unread: 0 }));
    gateway.peers.answers.set('in_app.unread', () => 0);
    gateway.peers.answers.set('in_app.read', () => null);
    gateway.peers.answers.set('in_app.read_all', () => 0);
    userToken = (await gateway.ask('POST', '/v1/users/known/tokens')).body.token;
  }, 30_000);
  afterAll(() => gateway.end());

  it('never answers 5xx, and refuses with problems alone', async () => {
    const request = fc.record({
      operation: fc.constantFrom(...operations),
      segment,
      query,
      body,
      key: fc.option(text, { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ operation, ...given }) => {
        const path = operation.path.replace(/\{\w+\}/g, () => encodeURIComponent(given.segment) || 'x');
        const search = operation.query ? `?${new URLSearchParams(given.query).toString()}` : '';
        const key = operation.access === 'end_user' ? userToken : gateway.apiKey;
        const hasBody = operation.method === 'post' || operation.method === 'put';
        const headers =
          given.key !== undefined && /^[\x20-\x7e]*$/.test(given.key) ? { 'idempotency-key': given.key } : undefined;
        const answer = await gateway.ask(operation.method.toUpperCase(), path + search, {
          key,
          headers,
          ...(hasBody ? { text: JSON.stringify(given.body) ?? 'null' } : {}),
        });
        expect(answer.status).toBeLessThan(500);
        if (answer.status >= 400) problemAnswer.strict().parse(answer.body);
        else operation.answers[answer.status]!.schema?.parse(answer.body);
      }),
      { numRuns: RUNS },
    );
  }, 120_000);

  it('stays what it is documented to be', async () => {
    const { body: api } = await gateway.ask('GET', '/openapi.json', { key: '' });
    expect(api.openapi).toBe('3.1.0');
    for (const { path, method } of operations) expect(api.paths[path]?.[method]).toBeDefined();
    const references = [...JSON.stringify(api).matchAll(/#\/components\/schemas\/(\w+)/g)].map(
      ([, name]) => name as string,
    );
    for (const name of references) expect(Object.keys(api.components.schemas)).toContain(name);
  });
});
