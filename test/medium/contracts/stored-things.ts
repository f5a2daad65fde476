import { randomBytes } from 'node:crypto';
import { newApiKey } from '#libs/auth';
import { TYPES_AT_THE_START } from '#libs/contracts';
import { testTenant, until } from '#libs/testing';
import type { UnsubscribeToken, UnsubscribeTokens } from '#libs/unsubscribe';
import type { Answer, Ask } from '../gateway/running-gateway.js';
import { CALLBACK_ACCOUNTS } from './callback-accounts.js';
import { documentedCalls, type DocumentedCall, type OpenApi } from './documented-calls.js';
import { marked } from './marked.js';
import type { StuckDeliveries } from './stuck-deliveries.js';

/** The API as these tests need it: one gateway in this process, or a whole platform. */
export interface TenantApi {
  storeTenant(tenant: string, key: string): Promise<void>;
  ask(method: string, path: string, ask?: Ask): Promise<Answer>;
  /** With the keys of this API: the links that its mails have. */
  readonly unsubscribeTokens: UnsubscribeTokens;
  /** In the app of a channel: dead letters and doubts are made by no call. */
  readonly stuck: Pick<StuckDeliveries, 'store'>;
}

/** What a field of a request names: the same kinds as in paths, where the part before a parameter says it. */
const KIND_OF_FIELD: Readonly<Record<string, string>> = {
  user_id: 'users',
  user_ids: 'users',
  device_id: 'devices',
  notification_id: 'notifications',
  notification_ids: 'notifications',
  notification_type: 'notification-types',
  notification_types: 'notification-types',
  type: 'notification-types',
  actor: 'clients',
  client_id: 'clients',
  client_secret: 'client-secrets',
};

/** Requests that their example alone cannot make succeed, or that would ask for nothing of ours, by the id of the call. */
const BODIES: Readonly<Record<string, (things: StoredThings) => unknown>> = {
  checkSuppression: ({ suppressed }) => suppressed,
};

const YEAR_MS = 365 * 86_400_000;

/** The kind of thing that a path's parameter names: `/v1/users/{id}/devices/{device}` has users and devices. */
export const kindsIn = (path: string): string[] => [...path.matchAll(/([^/{}]+)\/\{\w+\}/g)].map(([, kind]) => kind!);

/** `users` of /v1/users/…; what `id` and `ids` mean in a body. */
const roomOf = (path: string): string => path.split('/')[2] ?? '';

/**
 * One tenant with something of each kind that a path of the API can name, every text of it marked. What is made by a call of
 * the document is made by its example, so that a new kind is here without a word; what is not must be added to `begin`.
 */
export class StoredThings {
  readonly mark = `mark${randomBytes(5).toString('hex')}`;
  readonly ids = new Map<string, string[]>();
  readonly calls: readonly DocumentedCall[];
  private tokens: readonly string[] = [];

  private constructor(
    readonly api: TenantApi,
    readonly document: OpenApi,
    readonly tenant: string,
    readonly apiKey: string,
  ) {
    this.calls = documentedCalls(document);
  }

  static async of(api: TenantApi, document: object): Promise<StoredThings> {
    const [tenant, key] = [testTenant(), newApiKey()];
    await api.storeTenant(tenant, key);
    const things = new StoredThings(api, document as OpenApi, tenant, key);
    await things.begin();
    return things;
  }

  /** The token of the first user, who has the inbox, and of another one of the same tenant. */
  get userToken(): string {
    return this.tokens[0]!;
  }
  get otherUsersToken(): string {
    return this.tokens[1]!;
  }

  /** What the link in a mail to the first user says. */
  get link(): UnsubscribeToken {
    return {
      tenantId: this.tenant,
      userId: this.one('users'),
      type: 'newsletter',
      category: 'marketing',
      channel: 'email',
      notificationId: '019a8f3c-5a00-7000-8000-000000000001',
      expiresAt: new Date(Date.now() + YEAR_MS),
    };
  }

  /** An address of its own: nobody is to be out of reach by it. */
  get suppressed(): object {
    return { channel: 'email', address: `gone-${this.mark}@example.com` };
  }

  /** What opens something of this tenant, and no other may be told. */
  get credentials(): readonly string[] {
    return [this.apiKey, ...this.tokens, this.one('u')];
  }

  /** Made again where it was deleted, and as it was where it was changed; what may get another id by that gets it here. */
  async restock(): Promise<void> {
    const [ada, sleeper] = this.ids.get('users') as [string, string];
    const [ownType] = this.ids.get('notification-types') as [string];
    await this.putTypes(ownType);
    await this.made('putLimits', [], { ...NO_LIMITS, types: { [ownType]: { user: PLENTY } } });
    for (const id of [sleeper, ada]) {
      const { body } = await this.made('putUser', [id]);
      const [webhook] = (body as unknown as { webhooks: { id: string }[] }).webhooks;
      this.ids.set('webhooks', [webhook!.id]);
    }
    await this.made('putDevice', [ada, this.one('devices')]);
    await this.made('putPreferences', [ada], { opted_out: false, quiet_hours: null, channels: {} });
    await this.made('putPreferences', [sleeper], { quiet_hours: nearlyAlways() });
    await this.again('api-keys', 'createApiKey');
    await this.again('suppressions', 'putSuppression', this.suppressed);
    await this.restockStuck(ada);
    await this.onlyOne('providers', 'createProvider', '?untried=true');
    await this.restockCallbackAccounts();
    await this.onlyOne('pauses', 'putPause');
    await this.subscribe();
  }

  /** The thing of this kind that paths and bodies name. */
  one(kind: string): string {
    const [id] = this.ids.get(kind) ?? [];
    if (id !== undefined) return id;
    throw new Error(
      `No test has anything for {…} after /${kind}/ in a path: make one in StoredThings.begin, test/medium/contracts/stored-things.ts`,
    );
  }

  pathOf({ path }: DocumentedCall): string {
    const kinds = kindsIn(path);
    let at = 0;
    return path.replace(/\{\w+\}/g, () => encodeURIComponent(this.one(kinds[at++]!)));
  }

  /** The call's example, with our ids wherever it names something. */
  bodyOf(call: DocumentedCall): unknown {
    if (!call.body) return undefined;
    return BODIES[call.id]?.(this) ?? this.withOurIds(call.body.example, roomOf(call.path));
  }

  /** Our ids in every parameter that names something; or only in those that are asked for. */
  queryOf({ parameters, path }: DocumentedCall, which: 'all' | 'needed' = 'all'): string {
    const named = parameters.flatMap(({ name, in: where, required, schema }): [string, string][] => {
      if (name === 'at') return [[name, SAME_TIME]];
      if (where === 'query' && required && typeof schema.examples?.[0] === 'string')
        return [[name, schema.examples[0]]];
      if (which === 'needed' && !required) return [];
      const kind =
        where === 'query' ? (KIND_OF_FIELD[name] ?? (name === 'cursor' ? roomOf(path) : undefined)) : undefined;
      return kind !== undefined && this.ids.has(kind) ? [[name, this.one(kind)]] : [];
    });
    return named.length > 0 ? `?${new URLSearchParams(named).toString()}` : '';
  }

  /** Candidates for a field of that name in a call. */
  namedBy(field: string, path: string): readonly string[] {
    const kind = KIND_OF_FIELD[field] ?? (field === 'id' || field === 'ids' ? roomOf(path) : '');
    return this.ids.get(kind) ?? [];
  }

  private withOurIds(value: unknown, room: string, field = ''): unknown {
    if (Array.isArray(value)) return value.map((one) => this.withOurIds(one, room, field));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(
        Object.entries(value).map(([name, inner]) => [name, this.withOurIds(inner, room, name)]),
      );
    const kind = KIND_OF_FIELD[field] ?? (field === 'id' || field === 'ids' ? room : undefined);
    return kind !== undefined && this.ids.has(kind) ? this.one(kind) : value;
  }

  private async begin(): Promise<void> {
    this.ids.set('users', [`ada-${this.mark}`, `sleeper-${this.mark}`]);
    this.ids.set('devices', [`device-${this.mark}`]);
    this.ids.set('notification-types', [`type-${this.mark}`, 'order_update', 'newsletter']);
    const [ada, sleeper] = this.ids.get('users') as [string, string];
    this.ids.set('u', [this.api.unsubscribeTokens.seal(this.link)]);
    await this.restock();
    await this.makeClient();
    const over = { notification_type: this.one('notification-types'), priority: 'high' };
    const sent = await this.made('sendNotification', [], { ...over, user_id: ada, channels: ['in_app', 'email'] });
    const held = await this.made('sendNotification', [], { ...over, user_id: sleeper, channels: ['email'] });
    this.ids.set('notifications', [held.body.id, sent.body.id]);
    this.tokens = await Promise.all([ada, sleeper].map((id) => this.tokenOf(id)));
    this.ids.set('inbox', await this.inboxOf());
    await this.settled([held.body.id, sent.body.id]);
    for (const kind of new Set(this.calls.flatMap(({ path }) => kindsIn(path)))) {
      if (!this.ids.has(kind)) await this.makeByExample(kind);
    }
  }

  private async restockStuck(user_id: string): Promise<void> {
    const [deadLetter, doubt] = [this.ids.get('dead-letters')?.[0], this.ids.get('in-doubt')?.[0]];
    const known = { ...(deadLetter && { deadLetter }), ...(doubt && { doubt }) };
    const stuck = await this.api.stuck.store(this.tenant, { user_id }, known, `Hello ${this.mark}`);
    this.ids.set('dead-letters', [stuck.deadLetter]);
    this.ids.set('in-doubt', [stuck.doubt]);
  }

  /** In paths they stand behind their kind. Those from before were deleted with all other accounts. */
  private async restockCallbackAccounts(): Promise<void> {
    for (const [kind, settings] of Object.entries(CALLBACK_ACCOUNTS)) {
      const body = { kind, name: `Own ${this.mark}`, settings };
      const made = await this.api.ask('POST', '/v1/providers?untried=true', { key: this.apiKey, body });
      if (made.status !== 201) throw new Error(`No account of ${kind}: ${JSON.stringify(made.body)}`);
      this.ids.set(kind, [made.body.id]);
    }
  }

  private async putTypes(own: string): Promise<void> {
    const given = this.ids.get('notification-types')!;
    await this.made('putNotificationType', [own]);
    for (const type of TYPES_AT_THE_START.filter(({ name }) => given.includes(name)))
      await this.api.ask('PUT', `/v1/notification-types/${type.name}`, { key: this.apiKey, body: type });
  }

  /** One that tells nobody, so that it stays as it is, with an event: there can only be so many. */
  private async subscribe(): Promise<void> {
    const [known] = this.ids.get('event-subscriptions') ?? [];
    const path = '/v1/event-subscriptions';
    if (known && (await this.api.ask('GET', `${path}/${known}`, { key: this.apiKey })).status === 200) return;
    const { body } = await this.api.ask('GET', path, { key: this.apiKey });
    const [other] = body.items as { id: string }[];
    if (other) this.ids.set('event-subscriptions', [other.id]);
    else await this.again('event-subscriptions', 'createEventSubscription', { enabled: false });
    const told = await this.made('testEventSubscription', [this.one('event-subscriptions')]);
    this.ids.set('events', [told.body.id]);
  }

  private async again(kind: string, callId: string, over: object = {}): Promise<void> {
    const { body } = await this.made(callId, [], over);
    this.ids.set(kind, [body.id]);
  }

  /** Of what there may be only so many: made again where it is gone, and all others deleted. */
  private async onlyOne(kind: string, callId: string, query = ''): Promise<void> {
    const { body } = await this.api.ask('GET', `/v1/${kind}`, { key: this.apiKey });
    const [kept = this.mark] = this.ids.get(kind) ?? [];
    const others = (body.items as { id: string }[]).filter(({ id }) => id !== kept);
    for (const { id } of others) await this.api.ask('DELETE', `/v1/${kind}/${id}`, { key: this.apiKey });
    if (others.length < body.items.length && callId.startsWith('create')) return;
    const { body: made } = await this.made(callId, callId.startsWith('put') ? [kept] : [], {}, query);
    this.ids.set(kind, [made.id]);
  }

  /** A client that asks for tokens with a key of its own, which no call can revoke: nothing knows the key's id. It is refused once. */
  private async makeClient(): Promise<void> {
    const { body } = await this.made('createApiKey', []);
    const { client_id, key } = body as unknown as { client_id: string; key: string };
    this.ids.set('clients', [client_id]);
    this.ids.set('client-secrets', [key]);
    await this.api.ask('GET', '/v1/audit', { key });
    const audited = async () => (await this.api.ask('GET', '/v1/audit', { key: this.apiKey })).body.items.length > 0;
    await until(audited, { timeoutMs: 30_000, what: 'the refusal in the audit log' });
  }

  /** By POST to the collection or PUT of an item, whichever there is. */
  private async makeByExample(kind: string): Promise<void> {
    const collection = `/v1/${kind}`;
    const post = this.calls.find(({ method, path }) => method === 'POST' && path === collection);
    const put = this.calls.find(
      ({ method, path }) => method === 'PUT' && path.startsWith(`${collection}/{`) && path.split('/').length === 4,
    );
    if (post) {
      const { body } = await this.made(post.id, []);
      const made = body as unknown as Record<string, unknown>;
      const id = made.id ?? made.name ?? Object.entries(made).find(([name]) => name.endsWith('_id'))?.[1];
      if (typeof id === 'string') this.ids.set(kind, [id]);
    } else if (put) {
      await this.made(put.id, [this.mark]);
      this.ids.set(kind, [this.mark]);
    }
  }

  private async made(callId: string, pathIds: readonly string[], over: object = {}, query = ''): Promise<Answer> {
    const call = this.calls.find(({ id }) => id === callId);
    if (!call) throw new Error(`There is no call ${callId} any more`);
    let at = 0;
    const path = call.path.replace(/\{\w+\}/g, () => encodeURIComponent(pathIds[at++]!));
    const example = { ...(this.withOurIds(call.body?.example, roomOf(path)) as object), ...over };
    return this.askMarked(call, path + query, example);
  }

  /** With marks in all texts but those that are refused for it: they are not free. */
  private async askMarked({ id, method, body: asked }: DocumentedCall, path: string, example: object): Promise<Answer> {
    const { schemas } = this.document.components;
    const except = new Set<string>();
    for (;;) {
      const body = marked(example, asked?.schema ?? {}, { mark: this.mark, schemas, except });
      const answer = await this.api.ask(method, path, { key: this.apiKey, body });
      if (answer.status < 300) return answer;
      const refused = (answer.body.errors ?? []).map(({ pointer }) => pointer).filter((one) => !except.has(one));
      if (refused.length === 0) throw new Error(`${id} refused its example: ${JSON.stringify(answer.body)}`);
      for (const pointer of refused) except.add(pointer);
    }
  }

  private async tokenOf(userId: string): Promise<string> {
    const { body } = await this.api.ask('POST', `/v1/users/${userId}/tokens`, { key: this.apiKey });
    return body.token;
  }

  private inboxOf(): Promise<string[]> {
    const ask = async () => {
      const { body } = await this.api.ask('GET', '/v1/inbox', { key: this.userToken });
      return body.items.length > 0 && (body.items as { id: string }[]).map(({ id }) => id);
    };
    return until(ask, { timeoutMs: 30_000, what: 'an item in the inbox' });
  }

  /** The status app has been told of both, of the inbox too: from now on nothing of them changes by itself. */
  private async settled(notificationIds: readonly string[]): Promise<void> {
    const known = async () => {
      const { body } = await this.api.ask('GET', '/v1/notifications', { key: this.apiKey });
      const items = body.items as { id: string; status: string }[];
      const all = notificationIds.every((id) => items.some((item) => item.id === id));
      return all && items.some(({ status }) => status === 'DELIVERED');
    };
    await until(known, { timeoutMs: 30_000, what: 'the status of both notifications' });
  }
}

/** Quiet hours that we are in for at least an hour more. */
function nearlyAlways(): { start: string; end: string } {
  const clock = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16);
  return { start: clock(-2), end: clock(-3) };
}

/** For what is told of a time, now by default: the answer is the same whenever it is asked. */
const SAME_TIME = '2027-01-01T12:00:00.000Z';
const PLENTY = { limit: 1_000_000_000, window_seconds: 1 };
const NO_LIMITS = { client: null, tenant: null, user: null, channel: null, daily_quota: null, channels: {} };
