/** An endpoint that is slow, dead or gone is its owner's business, and nobody else's. */
import type { Target } from '#libs/contracts';
import type { Outcome, Provider, ProviderCall } from '#libs/delivery';
import { uuidv7 } from '#libs/kernel';
import { Database, migrate } from '#libs/persistence';
import { testDatabase, testTenant, until, type TestDatabase } from '#libs/testing';
import { EndpointBook, FAILING_FOR_MS } from '../../../apps/webhook/src/endpoints/endpoint-book.js';
import { EndpointGates } from '../../../apps/webhook/src/endpoints/endpoint-gates.js';
import { GuardedWebhooks } from '../../../apps/webhook/src/endpoints/guarded-webhooks.js';
import { MIGRATIONS } from '../../../apps/webhook/src/migrations/index.js';
import { aCall } from '../providers/provider-call.builder.js';

const never = new AbortController().signal;
const WELL: Outcome = { kind: 'sent', delivered: true };
const BROKEN: Outcome = { kind: 'retry', code: 'http_500' };
const GONE: Outcome = { kind: 'rejected', code: 'endpoint_gone' };
const DISABLED = { kind: 'rejected', code: 'endpoint_disabled' };
/** Of five days: half a second. */
const TIME_FACTOR = 500 / FAILING_FOR_MS;

describe('the health of endpoints', () => {
  let database: TestDatabase;
  let db: Database;
  let warned: object[];
  let answer: (call: ProviderCall) => Outcome | Promise<Outcome>;
  let called: string[];
  let tenant: string;
  let endpoint: string;
  const books: EndpointBook[] = [];

  beforeAll(async () => {
    database = await testDatabase({ migrate: (url, schema) => migrate(url, schema, MIGRATIONS) });
    db = Database.connect(database.url, { schema: database.schema, name: 'test', max: 2 });
  }, 30_000);
  afterAll(async () => {
    await db.close();
    await database.drop();
  });
  beforeEach(() => {
    [warned, called, tenant, endpoint] = [[], [], testTenant(), uuidv7()];
    answer = () => WELL;
  });
  afterEach(() => Promise.all(books.splice(0).map((book) => book.stop())));

  const provider: Provider = {
    name: 'webhook',
    group: 1,
    send: (calls) =>
      Promise.all(
        calls.map(async (call) => {
          if (call.target.channel === 'webhook') called.push(call.target.endpoint_id);
          return answer(call);
        }),
      ),
  };
  const listening = () =>
    database.query('select 1 from pg_stat_activity where query = $1', [`listen "${database.schema}.endpoints"`]);
  const anInstance = async (timeFactor = TIME_FACTOR) => {
    const log = { debug() {}, info() {}, error() {}, warn: (about: object) => void warned.push(about) };
    const book = new EndpointBook({ db, log, timeFactor });
    books.push(book);
    book.start();
    await until(async () => (await listening()).length >= books.length, { timeoutMs: 20_000, what: 'its news' });
    await book.read();
    const gates = new EndpointGates({ now: Date.now, random: () => 0, factor: 0.001 });
    return { book, webhooks: new GuardedWebhooks(provider, book, gates) };
  };
  const key = () => ({ tenant_id: tenant, endpoint_id: endpoint });
  const target = (id = endpoint): Target => ({
    channel: 'webhook',
    endpoint_id: id,
    url: 'https://example.com/hook',
    secret: 'whsec_AAAA',
  });
  const send = async ({ webhooks }: { webhooks: GuardedWebhooks }, id = endpoint, tenantId = tenant) =>
    (await webhooks.send([aCall({ tenantId, target: target(id) })], never))[0];
  const rows = () => database.query('select * from endpoint_health where tenant_id = $1', [tenant]);

  it('disables one that says it is gone at once, on every instance, and calls it no more', async () => {
    const [one, two] = await Promise.all([anInstance(), anInstance()]);
    answer = () => GONE;
    expect(await send(one)).toEqual(GONE);
    await until(async () => (await send(two))?.kind === 'rejected' && two.book.isDisabled(key()));
    called = [];
    expect([await send(one), await send(two)]).toMatchObject([DISABLED, DISABLED]);
    expect(called).toEqual([]);
    expect(await one.book.find([key()])).toMatchObject([{ disabled_reason: 'gone' }]);
    expect(warned).toMatchObject([{ ...key(), reason: 'gone' }]);
    answer = () => WELL;
    expect(await send(one, endpoint, testTenant())).toEqual(WELL); // another tenant's of the same name
  });

  it('calls it again as soon as somebody enables it', async () => {
    const [one, two] = await Promise.all([anInstance(), anInstance()]);
    answer = () => GONE;
    await send(one);
    await until(() => two.book.isDisabled(key()));
    expect(await one.book.enable([key(), { ...key(), tenant_id: 'another' }])).toEqual([true, false]);
    answer = () => WELL;
    expect(await send(one)).toEqual(WELL);
    await until(async () => (await send(two))?.kind === 'sent');
    expect([await two.book.find([key()]), await rows()]).toEqual([[null], []]);
  });

  it('disables one after its time of nothing but failure, and writes only what changes', async () => {
    const one = await anInstance();
    answer = () => BROKEN;
    await send(one);
    await until(async () => (await rows()).length === 1);
    const [first] = await rows();
    await send(one);
    expect(await rows()).toEqual([first]);
    // As if it were read by another process, later.
    const two = await anInstance();
    await until(async () => (await send(two))?.kind === 'rejected', { timeoutMs: 10_000 });
    expect(await two.book.find([key()])).toMatchObject([{ disabled_reason: 'failing' }]);
    await until(() => one.book.isDisabled(key()));
  });

  it('begins to count anew after each success', async () => {
    const one = await anInstance();
    const began = Date.now();
    for (let i = 0; Date.now() - began < 700; i++) {
      answer = () => (i % 4 === 3 ? WELL : BROKEN);
      expect(await send(one)).toEqual(i % 4 === 3 ? WELL : BROKEN);
      await until(async () => ((await rows()).length === 0) === (i % 4 === 3));
    }
    expect(await one.book.find([key()])).toEqual([null]);
  });

  it('keeps a slow one from the calls of others', async () => {
    const one = await anInstance();
    let free = (): void => {};
    const stuck = new Promise<void>((resolve) => (free = resolve));
    answer = (call) => {
      const { target: to } = call;
      return to.channel === 'webhook' && to.endpoint_id === endpoint ? stuck.then(() => WELL) : WELL;
    };
    const waiting = Array.from({ length: 100 }, () => send(one));
    expect(await send(one, uuidv7())).toEqual(WELL);
    free();
    const outcomes = await Promise.all(waiting);
    expect(outcomes.filter((outcome) => outcome?.kind === 'sent')).toHaveLength(16);
    const turnedAway = outcomes.filter((outcome) => outcome?.kind === 'uncalled');
    expect(turnedAway).toHaveLength(84);
  });

  it('does not call one that has just failed several times, and says when to come back', async () => {
    const one = await anInstance(1);
    answer = () => BROKEN;
    for (let i = 0; i < 5; i++) await send(one);
    called = [];
    expect(await send(one)).toMatchObject({ kind: 'retry', code: 'endpoint_failing' });
    expect(called).toEqual([]);
    answer = () => WELL;
    await until(async () => (await send(one))?.kind === 'sent');
  });
});
