import type { Accepted, Notification, NotificationRequest, Operations } from './api.js';
import { sendMany, type SendManyOptions } from './send-many.js';
import {
  Transport,
  type Answer,
  type CallOptions,
  type CarillonOptions,
  type Input,
  type OperationId,
} from './transport.js';

type Body<Id extends OperationId> = Operations[Id]['body'];
type Query<Id extends OperationId> = Operations[Id]['query'];

/** One notification: to many users at once there is `sendMany`. */
export type OneNotification = Omit<NotificationRequest, 'user_ids'>;

/** A client of Carillon: `new Carillon({ baseUrl, apiKey })`. */
export class Carillon {
  private readonly transport: Transport;

  constructor(options: CarillonOptions) {
    this.transport = new Transport(options);
  }

  /** Any call of the API by its operation's id, with the same retries and errors. */
  request<Id extends OperationId>(id: Id, input: Input<Id>, options?: CallOptions): Promise<Answer<Id>> {
    return this.transport.call(id, input, options);
  }

  readonly notifications = {
    /** Resolves when it is stored, and so will be delivered. */
    send: async (body: OneNotification, options?: CallOptions): Promise<Accepted> => {
      const idempotencyKey = options?.idempotencyKey ?? body.idempotency_key;
      return (await this.request('sendNotification', { body }, { ...options, idempotencyKey })) as Accepted;
    },
    /** Any number, in batches; results in order. A refused item is a result with a problem, and stops nothing. */
    sendMany: (
      items: Iterable<NotificationRequest> | AsyncIterable<NotificationRequest>,
      options: SendManyOptions = {},
    ) => sendMany(this.transport, items, options),
    get: (id: string, options?: CallOptions) => this.request('getNotification', { path: { id } }, options),
    /** What has not left yet; 409 where it is too late. */
    cancel: (id: string, options?: CallOptions) => this.request('cancelNotification', { path: { id } }, options),
    /** Newest first, as many pages as there are. */
    search: (query: Omit<Query<'searchNotifications'>, 'cursor'> = {}, options?: CallOptions) =>
      this.searchAll(query, options),
  };

  readonly users = {
    get: (id: string, options?: CallOptions) => this.request('getUser', { path: { id } }, options),
    /** What is left out stays as it is; null removes. */
    put: (id: string, body: Body<'putUser'>, options?: CallOptions) =>
      this.request('putUser', { path: { id }, body }, options),
    delete: (id: string, options?: CallOptions) => this.request('deleteUser', { path: { id } }, options),
    /** Up to 1,000. */
    putMany: (users: Body<'putUsers'>['users'], options?: CallOptions) =>
      this.request('putUsers', { body: { users } }, options),
    /** For the browser or the app of this user. */
    token: (id: string, body: Body<'issueToken'> = {}, options?: CallOptions) =>
      this.request('issueToken', { path: { id }, body }, options),
  };

  readonly preferences = {
    get: (id: string, options?: CallOptions) => this.request('getPreferences', { path: { id } }, options),
    /** Replaces them, for the very next notification. */
    put: (id: string, body: Body<'putPreferences'>, options?: CallOptions) =>
      this.request('putPreferences', { path: { id }, body }, options),
  };

  readonly devices = {
    list: async (id: string, options?: CallOptions) =>
      (await this.request('listDevices', { path: { id } }, options)).items,
    put: async (id: string, device: string, body: Body<'putDevice'>, options?: CallOptions) =>
      (await this.request('putDevice', { path: { id, device }, body }, options)).items,
    delete: (id: string, device: string, options?: CallOptions) =>
      this.request('deleteDevice', { path: { id, device } }, options),
  };

  readonly types = {
    list: async (options?: CallOptions) => (await this.request('listNotificationTypes', {}, options)).items,
  };

  private async *searchAll(query: Query<'searchNotifications'>, options?: CallOptions): AsyncGenerator<Notification> {
    for (let cursor: string | undefined; ;) {
      const page = await this.request('searchNotifications', { query: { ...query, cursor } }, options);
      yield* page.items;
      cursor = page.next_cursor;
      if (cursor === undefined) return;
    }
  }
}
