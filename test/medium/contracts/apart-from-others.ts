import { isDeepStrictEqual } from 'node:util';
import { until } from '#libs/testing';
import { openApiDocument } from '../../../apps/gateway/src/api-page/openapi.js';
import { documentedCalls, type DocumentedCall } from './documented-calls.js';
import { leaksOf, secretsOf } from './leaks.js';
import { StoredThings, type TenantApi } from './stored-things.js';
import { clientOf, givesTokens, givesTokensToTheirOwn, tokenFor } from './token-routes.js';
import type { Answer } from '../gateway/running-gateway.js';

const document = openApiDocument('https://api.example.com');
const calls = documentedCalls(document);

/** PUT of a thing by its own id makes one where there is none: the other tenant gets one of its own. */
const makesItsOwn = ({ method, path }: DocumentedCall): boolean =>
  method === 'PUT' && /^\/v1\/[^/]+\/\{\w+\}$/.test(path);
/** What makes something of one's own under an id of ours goes last: until then there is none of that id at the other's. */
const rank = (call: DocumentedCall): number => (makesItsOwn(call) ? 2 : call.path.includes('{') ? 0 : 1);
const asked = calls.filter(({ credential }) => credential !== 'none').toSorted((a, b) => rank(a) - rank(b));
/** The first tenant's links are credentials themselves: whoever has one may see what it opens. */
const opensByItself = ({ path }: DocumentedCall): boolean => path.startsWith('/u/');
const free = calls.filter((call) => call.credential === 'none' && !givesTokens(call));
const [opened, open] = [free.filter(opensByItself), free.filter((call) => !opensByItself(call))];
const title = (call: DocumentedCall) => [`${call.method} ${call.path}`, call] as const;

interface Seen {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Rule 9: a tenant never sees another. Every call of the OpenAPI document is tried with another tenant's ids and credentials,
 * so that a new call is covered without anyone remembering.
 */
export function isApartFromOthers(begin: () => Promise<TenantApi>): void {
  let api: TenantApi;
  let mine: StoredThings;
  let theirs: StoredThings;
  let secrets: ReadonlySet<string>;
  /** Of the other tenant: a token that we gave for a key of it. */
  let theirAccessToken: string;
  let before: Awaited<ReturnType<typeof lookAtAll>>;

  beforeAll(async () => {
    api = await begin();
    [mine, theirs] = await Promise.all([StoredThings.of(api, document), StoredThings.of(api, document)]);
    theirAccessToken = (await tokenFor({ api }, calls.find(givesTokens)!, clientOf(theirs))).accessToken;
    before = await until(lookedTwice, { timeoutMs: 60_000, everyMs: 1_500, what: 'nothing to change any more' });
    secrets = secretsOf(mine, before);
  }, 120_000);

  /** What is on its way still moves by itself for a while, and acceptances of low priority wait for a second. */
  let lastSeen: unknown;
  const lookedTwice = async () => {
    const now = await lookAtAll();
    if (isDeepStrictEqual(now, lastSeen)) return now;
    lastSeen = now;
    return undefined;
  };

  /** Everything that the first tenant can read of its own. */
  const lookAtAll = async (): Promise<ReadonlyMap<string, Seen>> => {
    const seen = new Map<string, Seen>();
    for (const call of calls.filter(({ method, credential }) => method === 'GET' && credential !== 'none')) {
      const key = call.credential === 'api_key' ? mine.apiKey : mine.userToken;
      const address = mine.pathOf(call) + (withoutCalls(call) || mine.queryOf(call, 'needed'));
      const { status, body } = await api.ask('GET', address, { key });
      seen.set(call.id, { status, body: withoutUse(body) });
    }
    return seen;
  };

  /** The call with the first tenant's ids wherever an id can stand. */
  const tryWith = async (call: DocumentedCall, key: string): Promise<{ answer: Answer; asked: string }> => {
    const [address, body] = [mine.pathOf(call) + mine.queryOf(call), mine.bodyOf(call)];
    const answer = await api.ask(call.method, address, { key, ...(call.body ? { body } : {}) });
    return { answer, asked: `${decodeURIComponent(address)} ${JSON.stringify(body)}` };
  };

  const seesNothing = (call: DocumentedCall, { answer, asked }: { answer: Answer; asked: string }) => {
    expect([...call.answers.keys()]).toContain(answer.status);
    const text = JSON.stringify([answer.body, [...answer.headers]]);
    expect(leaksOf(secrets, text, asked)).toEqual([]);
    if (call.path.includes('{') && !makesItsOwn(call)) expect([403, 404]).toContain(answer.status);
  };

  it('has something to look for: the first tenant can read what it stored', () => {
    const failed = [...before].filter(([, { status }]) => status !== 200);
    expect(failed).toEqual([]);
    expect(secrets.size).toBeGreaterThan(10);
    const marked = [...before].filter(([, { body }]) => JSON.stringify(body).includes(mine.mark)).map(([id]) => id);
    const withTexts = ['getNotification', 'searchNotifications', 'getUser', 'listDevices', 'listInbox'];
    const withNames = ['getNotificationType', 'listNotificationTypes', 'getLimits', 'explainPreferences'];
    const withNotes = ['getApiKey', 'listApiKeys', 'listSuppressions'];
    expect(before.get('searchAudit')?.body).not.toMatchObject({ items: [] });
    expect(marked).toEqual(expect.arrayContaining([...withTexts, ...withNames, ...withNotes]));
  });

  it("finds nobody by a link of its own that names the first's user", async () => {
    const link = api.unsubscribeTokens.seal({ ...mine.link, tenantId: theirs.tenant });
    const answers = [await api.ask('GET', `/u/${link}`, { key: '' }), await api.ask('GET', `/u/${mine.one('u')}`)];
    expect(answers.map(({ status }) => status)).toEqual([404, 200]);
    expect(leaksOf(secrets, JSON.stringify(answers[0]!.body), '')).toEqual([]);
  });

  it.each(asked.map(title))('is told of %s: there is no such thing', async (_, call) => {
    const credentials =
      call.credential === 'api_key' ? [theirs.apiKey, theirAccessToken] : [theirs.userToken, mine.otherUsersToken];
    for (const key of credentials) seesNothing(call, await tryWith(call, key));
  });

  it.each(asked.map(title))('is not let in to %s with a credential of the wrong kind, or none', async (_, call) => {
    const wrong =
      call.credential === 'api_key'
        ? [mine.userToken, theirs.userToken]
        : [mine.apiKey, theirs.apiKey, theirAccessToken];
    for (const key of [...wrong, '']) {
      const { answer } = await tryWith(call, key);
      expect([401, 403]).toContain(answer.status);
      expect(leaksOf(secrets, JSON.stringify([answer.body, [...answer.headers]]), '')).toEqual([]);
    }
  });

  it.each(open.map(title))('finds nothing at %s, which asks for no credential', async (_, call) => {
    const address = mine.pathOf(call) + mine.queryOf(call);
    const body = mine.bodyOf(call);
    const answer = await api.ask(call.method, address, { key: theirs.apiKey, ...(call.body && sent(call, body)) });
    expect([...call.answers.keys()]).toContain(answer.status);
    const asked = `${decodeURIComponent(address)} ${JSON.stringify(body)}`;
    expect(leaksOf(secrets, JSON.stringify([answer.body, [...answer.headers]]), asked)).toEqual([]);
  });

  it.each(opened.map(title))('finds nothing at %s by a link that nobody was given', async (_, call) => {
    const answer = await api.ask(call.method, call.path.replace('{token}', 'x'), { key: theirs.apiKey });
    expect(answer.status).toBe(404);
    expect(leaksOf(secrets, JSON.stringify([answer.body, [...answer.headers]]), '')).toEqual([]);
  });

  describe('at a call that gives tokens', () => givesTokensToTheirOwn(calls, () => ({ api, mine, theirs, secrets })));

  it('has changed nothing of the first', async () => {
    expect(await lookAtAll()).toEqual(before);
  });
}

/** As the call wants it: a form or JSON. */
const sent = ({ body }: DocumentedCall, value: unknown) =>
  body?.media === 'application/x-www-form-urlencoded'
    ? { text: new URLSearchParams(value as Record<string, string>).toString(), headers: { 'content-type': body.media } }
    : { body: value };

/** That something was used, and how much is left, changes with our looking at it. */
const withoutUse = (body: unknown): unknown =>
  JSON.parse(
    JSON.stringify(body, (name, value: unknown) => (/^last_used|^remaining$|^reset/.test(name) ? undefined : value)),
  );

/** Of the audit log only what is written with its change: calls are told there a moment later, refusals of its credentials too. */
const withoutCalls = (call: DocumentedCall): string =>
  call.id === 'searchAudit' ? '?action=createApiKey&outcome=allowed' : '';
