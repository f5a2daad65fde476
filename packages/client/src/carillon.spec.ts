import { Carillon, CarillonProblem, CarillonUnreachable, type ItemResult, type NotificationRequest } from './index.js';
import { delayBefore, RETRY, retryAfterOf } from './retry.js';
import { problem, ScriptedServer, type Seen } from './scripted-server.js';

const one: NotificationRequest = {
  user_id: 'ada',
  notification_type: 'order_update',
  content: { title: 't', body: 'b' },
};
const accepted = { status: 202, body: { id: 'n1', status: 'ACCEPTED', deliveries: [] } };
const sentAll = ({ body }: Seen) => ({
  status: 202,
  body: { results: itemsOf(body).map((item, index) => ({ index, status: 202, id: item.idempotency_key })) },
});
const itemsOf = (body: unknown) => (body as { notifications: NotificationRequest[] }).notifications;
const many = (count: number) => Array.from({ length: count }, (_, i) => ({ ...one, idempotency_key: `k${i}` }));

describe('the client', () => {
  let server: ScriptedServer;
  let carillon: Carillon;
  beforeAll(async () => {
    server = await ScriptedServer.start();
    carillon = new Carillon({ baseUrl: server.url, apiKey: 'ck_x', timeoutMs: 500, retry: { baseMs: 1 } });
  });
  afterAll(() => server.stop());
  const caught = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    );

  it('sends again with the same key whatever may have happened to the first attempt', async () => {
    server.answers(
      'cut',
      problem(500),
      problem(503),
      { status: 502, headers: { 'content-type': 'text/html' } },
      accepted,
    );
    expect(await carillon.notifications.send(one)).toMatchObject({ id: 'n1' });
    expect(server.seen).toHaveLength(5);
    expect(new Set(server.seen.map(({ key }) => key)).size).toBe(1);
    expect(server.seen[0]!.key).toMatch(/^[0-9a-f]{32}$/);
  });

  it('uses the key that it is given, by option or in the body, and a new one for each call', async () => {
    server.answers(accepted);
    await carillon.notifications.send(one, { idempotencyKey: 'mine' });
    await carillon.notifications.send({ ...one, idempotency_key: 'of the body' });
    await carillon.notifications.send(one);
    await carillon.notifications.send(one);
    const keys = server.seen.map(({ key }) => key);
    expect(keys.slice(0, 2)).toEqual(['mine', 'of the body']);
    expect(new Set(keys).size).toBe(4);
  });

  it('waits while its own first attempt is still running, and does not fight over anything else', async () => {
    server.answers(problem(409, 'idempotency_key_in_use', { 'retry-after': '0' }), accepted);
    await carillon.notifications.send(one);
    server.answers(problem(409, 'already_left'), accepted);
    expect(await caught(carillon.notifications.cancel('n1'))).toMatchObject({ status: 409, code: 'already_left' });
  });

  it.each([400, 401, 403, 404, 413, 422])('tells a %i at once, with all that it says', async (status) => {
    server.answers(problem(status, 'some_code'));
    const error = await caught(carillon.notifications.send(one));
    expect(error).toBeInstanceOf(CarillonProblem);
    expect(error).toMatchObject({ status, code: 'some_code', errors: [{ pointer: '/x', detail: 'y' }] });
    expect(server.seen).toHaveLength(1);
  });

  it('does not repeat a POST without a key when it may have been carried out', async () => {
    server.answers('cut', { status: 201, body: {} });
    expect(await caught(carillon.users.token('ada'))).toBeInstanceOf(CarillonUnreachable);
    server.answers(problem(503), { status: 201, body: { token: 't' } });
    expect(await carillon.users.token('ada')).toEqual({ token: 't' });
  });

  it('gives up after so many attempts, and at a Retry-After that is too long', async () => {
    server.answers(problem(503));
    expect(await caught(carillon.users.get('ada'))).toMatchObject({ status: 503 });
    expect(server.seen).toHaveLength(RETRY.attempts);
    server.answers(problem(429, 'too_many', { 'retry-after': '3600' }));
    expect(await caught(carillon.users.get('ada'))).toMatchObject({ status: 429, retryAfter: 3600 });
    expect(server.seen).toHaveLength(1);
  });

  it('ends an attempt that takes too long, and the call when it is told to', async () => {
    const hasty = new Carillon({ baseUrl: server.url, apiKey: 'x', timeoutMs: 50, retry: { attempts: 2, baseMs: 1 } });
    server.answers('silence');
    expect(await caught(hasty.users.get('ada'))).toBeInstanceOf(CarillonUnreachable);
    expect(server.seen).toHaveLength(2);
    const patient = new Carillon({ baseUrl: server.url, apiKey: 'x', retry: { baseMs: 60_000, mostMs: 60_000 } });
    server.answers(problem(503));
    const aborted = new AbortController();
    const call = caught(patient.users.get('ada', { signal: aborted.signal }));
    await server.asked();
    aborted.abort(new Error('enough'));
    expect(await call).toMatchObject({ message: 'enough' });
  });

  it('writes ids and queries so that nothing in them is taken for a part of the address', async () => {
    server.answers({ status: 200, body: { items: [], next_cursor: undefined } });
    await carillon.users.get('a/b ?#%é');
    for await (const _ of carillon.notifications.search({ user_id: 'a&b=c', limit: 5 }));
    expect(server.seen.map(({ url }) => url)).toEqual([
      '/v1/users/a%2Fb%20%3F%23%25%C3%A9',
      '/v1/notifications?user_id=a%26b%3Dc&limit=5',
    ]);
  });

  it('goes from page to page', async () => {
    const page = (ids: string[], next_cursor?: string) => ({
      status: 200,
      body: { items: ids.map((id) => ({ id })), next_cursor },
    });
    server.answers(page(['1', '2'], 'c1'), problem(503), page([], 'c2'), page(['3']));
    const found = await Array.fromAsync(carillon.notifications.search(), ({ id }) => id);
    expect(found).toEqual(['1', '2', '3']);
    expect(server.seen.at(-1)?.url).toBe('/v1/notifications?cursor=c2');
  });
});

describe('many at once', () => {
  let server: ScriptedServer;
  let carillon: Carillon;
  beforeAll(async () => {
    server = await ScriptedServer.start();
    carillon = new Carillon({ baseUrl: server.url, apiKey: 'ck_x', retry: { baseMs: 1 } });
  });
  afterAll(() => server.stop());

  it('go in batches, and their results come in order', async () => {
    server.answers(sentAll);
    const results = await Array.fromAsync(carillon.notifications.sendMany(many(2_501)));
    expect(results.map(({ index, id }) => `${index} ${id}`)).toEqual(many(2_501).map((_, i) => `${i} k${i}`));
    expect(server.seen.map(({ body }) => itemsOf(body).length).sort()).toEqual([1_000, 1_000, 501]);
  });

  it('come from wherever, are asked for no faster than they go out, and are under way at most so many at a time', async () => {
    let taken = 0;
    let answered = 0;
    let most = 0;
    async function* source() {
      for (const item of many(50)) {
        most = Math.max(most, ++taken - answered);
        yield await Promise.resolve(item);
      }
    }
    server.answers((seen) => {
      answered += itemsOf(seen.body).length;
      return sentAll(seen);
    });
    await Array.fromAsync(carillon.notifications.sendMany(source(), { batchSize: 5, concurrency: 2 }));
    expect(taken).toBe(50);
    expect(most).toBeLessThanOrEqual(15);
  });

  it('make nothing twice: each has a key of its own, which it keeps over every retry', async () => {
    const keysOf = ({ body }: Seen) => itemsOf(body).map((item) => item.idempotency_key);
    const half = ({ body }: Seen) => ({
      status: 202,
      body: {
        results: itemsOf(body).map((item, index): ItemResult =>
          index % 2 === 0
            ? { index, status: 202, id: item.idempotency_key }
            : { index, status: 503, problem: { type: 'x', title: 'x', status: 503, code: 'unavailable' } },
        ),
      },
    });
    server.answers('cut', half, problem(503), sentAll);
    const results = await Array.fromAsync(carillon.notifications.sendMany([one, one, one, one]));
    const [cut, first, , again] = server.seen.map(keysOf);
    expect(new Set(cut).size).toBe(4);
    expect(first).toEqual(cut);
    expect(again).toEqual([cut![1], cut![3]]);
    expect(results.map(({ id }) => id)).toEqual(cut);
  });

  it('say of each what was wrong with it, and stop for none', async () => {
    const refused = { index: 0, status: 422, problem: { type: 'x', title: 'x', status: 422, code: 'unknown_user' } };
    server.answers({ status: 202, body: { results: [refused, { index: 1, status: 202, id: 'n2' }] } });
    const results = await Array.fromAsync(carillon.notifications.sendMany([one, one]));
    expect(results.map(({ status }) => status)).toEqual([422, 202]);
    expect(server.seen).toHaveLength(1);
  });

  it('that are too large together go in parts', async () => {
    server.answers((seen) => (itemsOf(seen.body).length > 3 ? problem(413, 'too_large') : sentAll(seen)));
    const results = await Array.fromAsync(carillon.notifications.sendMany(many(10)));
    expect(results.map(({ index, id }) => `${index} ${id}`)).toEqual(many(10).map((_, i) => `${i} k${i}`));
  });
});

describe('the wait before another attempt', () => {
  const unavailable = (retryAfter?: number) =>
    new CarillonProblem({ type: 'x', title: 'x', status: 503, code: 'x' }, retryAfter);

  it('grows, is jittered over its whole length, and is never shorter than asked', () => {
    const delays = (random: number) =>
      [2, 3, 4, 5].map((n) => delayBefore(n, unavailable(), true, RETRY, () => random));
    expect(delays(1)).toEqual([200, 400, 800, 1_600]);
    expect(delays(0)).toEqual([0, 0, 0, 0]);
    expect(delayBefore(2, unavailable(3), true, RETRY, () => 0)).toBe(3_000);
    expect(delayBefore(6, unavailable(), true, RETRY)).toBeUndefined();
  });

  it('is told in seconds or by a date', () => {
    const now = Date.parse('2026-01-31T12:00:00Z');
    expect(retryAfterOf('7')).toBe(7);
    expect(retryAfterOf('Sat, 31 Jan 2026 12:00:30 GMT', now)).toBe(30);
    expect(retryAfterOf('Sat, 31 Jan 2026 11:00:00 GMT', now)).toBe(0);
    expect(retryAfterOf('soon')).toBeUndefined();
    expect(retryAfterOf(null)).toBeUndefined();
  });
});
