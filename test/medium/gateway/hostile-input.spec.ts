/** What is sent by those who mean harm, or by programs gone wrong: a clear answer, and nothing stored by halves. */
import { connect } from 'node:net';
import { problemAnswer } from '../../../apps/gateway/src/api-page/answer.js';
import { RawHttp, type RawAnswer } from '../contracts/raw-http.js';
import { WholePlatform } from '../running/whole-platform.js';
import { aRequest, type RunningGateway } from './running-gateway.js';

describe('hostile input', () => {
  let platform: WholePlatform;
  let gateway: RunningGateway;
  let http: RawHttp;
  beforeAll(async () => {
    platform = await WholePlatform.begin();
    gateway = platform.gateway;
    http = new RawHttp(gateway.addressOf());
  }, 60_000);
  afterAll(async () => {
    http.close();
    await platform.end();
  }, 30_000);

  const raw = (method: string, path: string, text?: string, headers: Record<string, string> = {}) => {
    const body = text === undefined ? undefined : Buffer.from(text);
    const sent: Record<string, string> = body
      ? { 'content-type': 'application/json', 'content-length': `${body.length}` }
      : {};
    return http.ask({
      method,
      path,
      body,
      headers: { authorization: `Bearer ${gateway.apiKey}`, ...sent, ...headers },
    });
  };
  const problemOf = (answer: RawAnswer) => {
    expect(answer.type).toContain('application/problem+json');
    return problemAnswer.strict().parse(JSON.parse(answer.text));
  };

  /** Every row of every table of the gateway's, so that nothing of a refused request can hide; the outbox empties by itself. */
  const everything = async () => {
    const tables = await gateway.database.query<{ name: string }>(
      `select table_name as name from information_schema.tables
        where table_schema = '${gateway.database.schema}' and table_name <> 'outbox'`,
    );
    const sums: Record<string, string> = {};
    for (const { name } of tables) {
      const [row] = await gateway.database.query<{ sum: string }>(
        `select count(*) || ' ' || coalesce(md5(string_agg(t::text, '' order by t::text)), '') as sum from "${name}" t`,
      );
      sums[name] = row!.sum;
    }
    return sums;
  };

  const good = JSON.stringify(aRequest({ idempotency_key: 'hostile' }));
  const with_ = (over: object) => JSON.stringify(aRequest({ idempotency_key: undefined, ...over }));
  const tenThousand = (value: unknown) =>
    Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, value]));

  it.each<[string, string, number, RegExp]>([
    [
      'a field twice',
      good.replace('{', '{"priority":"low","priority":"critical",'),
      400,
      /\/priority: is given more than once/,
    ],
    [
      'a field twice, deep inside',
      good.replace('"title"', '"body":"a","title"'),
      400,
      /\/content\/body: is given more than once/,
    ],
    ['a field twice, spelled otherwise', good.replace('"title"', '"\\u0062ody":"a","title"'), 400, /\/content\/body/],
    ['a huge body', with_({ content: { title: 't', body: 'x'.repeat(400_000) } }), 413, /larger than this call takes/],
    [
      'nesting without end',
      with_({ content: { title: 't', body: 'b', data: {} } }).replace(
        '"data":{}',
        `"data":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
      ),
      400,
      /levels deep/,
    ],
    ['10,000 entries of metadata', with_({ metadata: tenThousand('v') }), 400, /at most 50 entries/],
    ['10,000 fields that nobody knows', with_(tenThousand(1)), 400, /is not a known field/],
    [
      'a lone surrogate',
      with_({}).replace('Your order', '\\udc00'),
      400,
      /\/content\/title: must be well-formed Unicode/,
    ],
    ['NUL in an id', with_({ to: undefined, user_id: 'a' }).replace('"a"', '"a\\u0000"'), 400, /NUL/],
    [
      'a control character in an id',
      with_({ to: undefined, user_id: 'a\u0007' }),
      400,
      /\/user_id: must not contain control characters/,
    ],
    [
      'a line break in an e-mail address',
      with_({ to: { email: 'ada@example.com\r\nBcc: b@example.com' } }),
      400,
      /\/to\/email/,
    ],
    ['what cannot be seen in an e-mail address', with_({ to: { email: 'a\u200bda@example.com' } }), 400, /\/to\/email/],
    ['a line that runs backwards in one', with_({ to: { email: '\u202eada@example.com' } }), 400, /\/to\/email/],
    [
      'digits of another script in a number',
      with_({ to: { phone: '+\u0661\u0664\u0661\u0665\u0665\u0665\u0665\u0660\u0661\u0662\u0663' } }),
      400,
      /\/to\/phone/,
    ],
    ['wide digits in a number', with_({ to: { phone: '\uff0b14155550123' } }), 400, /\/to\/phone/],
    ['a byte that is not UTF-8', '\u0000', 400, /not valid|not JSON|Not valid/],
  ])('%s is refused in words, and nothing of it is stored', async (_, text, status, words) => {
    const before = await everything();
    const began = performance.now();
    const answer = await raw('POST', '/v1/notifications', text);
    expect(answer.status).toBe(status);
    const { detail = '', errors = [] } = problemOf(answer);
    expect(detail).toMatch(words);
    expect(errors.length).toBeLessThanOrEqual(20);
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(await everything()).toEqual(before);
  });

  it('a bulk with a field twice is refused whole: nobody can say which of its items was meant', async () => {
    const before = await everything();
    const text = `{"notifications":[${good},${good.replace('{', '{"priority":"low","priority":"high",')}]}`;
    const answer = await raw('POST', '/v1/notifications/bulk', text);
    expect([answer.status, problemOf(answer).errors?.map(({ pointer }) => pointer)]).toEqual([
      400,
      ['/notifications/1/priority'],
    ]);
    expect(await everything()).toEqual(before);
  });

  it.each([
    'text/plain',
    'application/xml',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'json',
  ])('a body of %s is a 415', async (type) => {
    const answer = await raw('POST', '/v1/notifications', good, { 'content-type': type });
    expect(answer.status).toBe(415);
    problemOf(answer);
  });

  it('an id in another normal form is another user', async () => {
    const [composed, decomposed] = ['\u00e9', 'e\u0301'].map((id) => `/v1/users/${encodeURIComponent(id)}`);
    expect((await raw('PUT', composed!, '{"email":"a@example.com"}')).status).toBe(201);
    expect((await raw('GET', decomposed!)).status).toBe(404);
    expect((await raw('PUT', decomposed!, '{"email":"b@example.com"}')).status).toBe(201);
    expect(JSON.parse((await raw('GET', composed!)).text)).toMatchObject({ id: '\u00e9', email: 'a@example.com' });
  });

  it.each<[string, number]>([
    ['a%2Fb', 404],
    ['..', 404],
    ['%2e%2e', 404],
    ['..%2f..%2fetc%2fpasswd', 404],
    ['%00', 400],
    ['a%0d%0aSet-Cookie:%20x=1', 400],
    ['%c0%ae', 400],
    ['%ed%a0%80', 400],
    ['%zz', 400],
    ['x'.repeat(256), 400],
    ['x'.repeat(2_000), 414],
  ])('the id %s in an address is an id and nothing else', async (id, status) => {
    for (const path of [`/v1/users/${id}`, `/v1/users/${id}/devices`]) {
      const answer = await raw('GET', path);
      expect([path, answer.status]).toEqual([path, status]);
      problemOf(answer);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  });

  it('an id with a slash is stored and found as it is', async () => {
    expect((await raw('PUT', '/v1/users/team%2Fada', '{}')).status).toBe(201);
    expect(JSON.parse((await raw('GET', '/v1/users/team%2Fada')).text)).toMatchObject({ id: 'team/ada' });
    expect((await raw('GET', '/v1/users/team/ada')).status).toBe(404);
  });

  it('a slash at the end changes nothing', async () => {
    expect((await raw('GET', '/v1/notification-types/')).status).toBe(200);
    expect((await raw('POST', '/v1/notifications/', good)).status).toBe(202);
  });

  it.each([
    ['PATCH', '/v1/notifications'],
    ['PUT', '/v1/notifications'],
    ['DELETE', '/v1/notifications'],
    ['POST', '/v1/users/x'],
    ['GET', '/callbacks/twilio'],
    ['POST', '/docs'],
    ['TRACE', '/v1/notifications'],
  ])('%s %s, which is no call, is a 404 and does nothing', async (method, path) => {
    const before = await everything();
    const answer = await raw(method, path, method === 'GET' || method === 'TRACE' ? undefined : good);
    expect(answer.status).toBe(404);
    problemOf(answer);
    expect(await everything()).toEqual(before);
  });

  it('nothing that is sent comes back as a header of its own', async () => {
    const odd = { 'idempotency-key': '"a%0d%0aX-Evil: 1"', origin: 'https://evil.example', 'x-request-id': 'evil' };
    const answer = await raw('POST', '/v1/notifications', with_({}), odd);
    expect(answer.status).toBe(202);
    expect(JSON.stringify(answer.headers)).not.toMatch(/evil/i);
    expect(answer.headers.location).toMatch(/^\/v1\/notifications\/[0-9a-f-]{36}$/);
  });

  it.each([
    ['a header that goes on in another line', 'Idempotency-Key: a\r\n b'],
    ['a header with NUL', 'Idempotency-Key: a\u0000b'],
    ['two lengths', 'Content-Length: 2\r\nContent-Length: 20'],
    ['a length and chunks', 'Content-Length: 2\r\nTransfer-Encoding: chunked'],
    ['headers without end', `X-Long: ${'x'.repeat(20_000)}`],
  ])('%s ends the connection with a 4xx', async (_, header) => {
    expect(await firstLineOf(header)).toMatch(/^HTTP\/1\.1 4\d\d /);
  });

  /** Bytes as they are, since no client would write them. */
  const firstLineOf = (header: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(gateway.addressOf());
      const socket = connect(Number(port), hostname);
      const key = `Authorization: Bearer ${gateway.apiKey}`;
      let said = '';
      socket.on('error', reject);
      socket.on('data', (part: Buffer) => (said += part.toString()));
      socket.on('close', () => resolve(said.split('\r\n')[0]!));
      const type = 'Content-Type: application/json';
      socket.end(`POST /v1/notifications HTTP/1.1\r\nHost: x\r\n${key}\r\n${type}\r\n${header}\r\n\r\n{}`);
    });
});
