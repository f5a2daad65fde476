import type { LiveStatus, RefusedElsewhere, StatusEvent } from '#libs/contracts';
import { issueUserToken } from '#libs/auth';
import { uuidv7 } from '#libs/kernel';
import { testTenant, until } from '#libs/testing';
import type { Socket } from 'socket.io-client';
import { refusedConnections } from '../running/refused-connections.js';
import { revoked, RunningStatus, TOKEN_SECRET, type Instance } from './running-status.js';
import { anEvent } from './status-schema.js';

/** Keeps what came, so that a test can wait for it. */
function statuses(socket: Socket): LiveStatus[] {
  const seen: LiveStatus[] = [];
  socket.on('status', (items: LiveStatus[]) => seen.push(...items));
  return seen;
}

describe('the status app, in two instances', () => {
  let platform: RunningStatus;
  let one: Instance;
  let two: Instance;
  let tenant: string;
  beforeAll(async () => {
    platform = await RunningStatus.begin();
    [one, two] = await Promise.all([platform.instance(), platform.instance()]);
  }, 30_000);
  afterAll(() => platform.end(), 30_000);
  beforeEach(() => {
    tenant = testTenant();
  });

  const event = (over: Partial<StatusEvent> = {}) => anEvent({ tenant_id: tenant, ...over });
  /** As the relay does: offered until it is taken. Partitions of a new topic may have no leader yet. */
  const emitRecords = (topic: string, records: { key: string | null; value: string }[]) =>
    until(() => platform.emitter.emit(topic, records).then(() => true, notYet), { timeoutMs: 20_000 });
  const notYet = (error: unknown): false => {
    if ((error as { retryable?: boolean }).retryable !== true) throw error;
    return false;
  };
  const emit = (...events: StatusEvent[]) => {
    const topic = events[0]?.priority === 'critical' ? 'status.critical' : 'status';
    return emitRecords(
      topic,
      events.map((e) => ({ key: e.delivery_id, value: JSON.stringify(e) })),
    );
  };
  const find = (instance: Instance, notification_id: string) =>
    instance.rpc.call('status.find', { items: [{ tenant_id: tenant, notification_id }] }).then(([found]) => found);
  const connected = async (instance: Instance, auth: object = { api_key: `key-of-${tenant}` }) => {
    const socket = platform.connect(instance, auth);
    await new Promise<void>((resolve) => socket.on('connect', resolve));
    return socket;
  };

  it.each(['medium', 'critical'] as const)(
    'records what its %s lane brings, past what no one can read',
    async (priority) => {
      const accepted = event({ priority });
      const topic = priority === 'critical' ? 'status.critical' : 'status';
      await emitRecords(topic, [
        { key: null, value: 'not JSON' },
        { key: null, value: JSON.stringify({ ...accepted, kind: 'exploded' }) },
      ]);
      await emit(accepted);
      const found = await until(() => find(one, accepted.notification_id), { timeoutMs: 20_000 });
      expect(found).toMatchObject({ status: 'ACCEPTED', deliveries: [{ delivery_id: accepted.delivery_id }] });
      await expect(find(two, accepted.notification_id)).resolves.toEqual(found);
    },
    30_000,
  );

  it('tells watchers of either instance, the present state first', async () => {
    const accepted = event();
    await emit(accepted);
    await until(() => find(one, accepted.notification_id), { timeoutMs: 20_000 });
    for (const instance of [one, two]) {
      const socket = await connected(instance);
      const seen = statuses(socket);
      const answer: unknown = await socket.emitWithAck('watch', { notification_ids: [accepted.notification_id] });
      expect(answer).toEqual({ ok: true, watching: 1 });
      await until(() => seen.some((s) => s.status === 'ACCEPTED'));
    }
    const sockets = await Promise.all([connected(one), connected(two)]);
    const seen = sockets.map(statuses);
    const watched = { notification_ids: [accepted.notification_id] };
    await Promise.all(sockets.map((socket) => socket.emitWithAck('watch', watched)));
    await emit(event({ ...accepted, event_id: uuidv7(), kind: 'sent', attempt: 1, seq: 1 }));
    await emit(event({ ...accepted, event_id: uuidv7(), kind: 'read', attempt: 1, seq: 2 }));
    for (const list of seen) {
      await until(() => list.some((s) => s.status === 'READ' && s.notification_status === 'READ'));
      expect(list[0]).toMatchObject({
        status: 'ACCEPTED',
        notification_id: accepted.notification_id,
        channel: 'email',
      });
      const order = list.map((s) => ['ACCEPTED', 'SENT', 'READ'].indexOf(s.status));
      expect(order).toEqual(order.toSorted());
    }
  }, 30_000);

  it('tells a tenant everything of its own, and nothing of others', async () => {
    const socket = await connected(two);
    const seen = statuses(socket);
    expect(await socket.emitWithAck('watch_all')).toMatchObject({ ok: true });
    const foreign = anEvent({ tenant_id: testTenant() });
    await emit(foreign);
    const own = event();
    await emit(own);
    await until(() => seen.some((s) => s.notification_id === own.notification_id), { timeoutMs: 20_000 });
    await until(() => one.rpc.call('status.find', { items: [foreign] }).then(([found]) => found));
    expect(seen.map((s) => s.notification_id)).toEqual([own.notification_id]);
  }, 30_000);

  it('lets an end user watch what is addressed to them, and only that', async () => {
    const { token } = issueUserToken(TOKEN_SECRET, { tenant_id: tenant, user_id: 'u1' }, 60);
    const socket = await connected(one, { token });
    const seen = statuses(socket);
    const [own, other] = [event({ user_id: 'u1' }), event({ user_id: 'u2' })];
    await socket.emitWithAck('watch', { notification_ids: [own.notification_id, other.notification_id] });
    expect(await socket.emitWithAck('watch_all')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    await emit(other, own);
    await until(() => seen.length > 0, { timeoutMs: 20_000 });
    await until(() => find(one, other.notification_id));
    expect(seen.map((s) => s.notification_id)).toEqual([own.notification_id]);
  }, 30_000);

  /** Why and when a connection was ended, and what the client saw of it. */
  const endOf = (socket: Socket) => {
    const told: { reason: string }[] = [];
    socket.on('ended', (one: { reason: string }) => told.push(one));
    return until(() => !socket.connected && { told, at: Date.now() }, {
      timeoutMs: 10_000,
      what: 'the connection to end',
    });
  };

  it('ends the connections of a key that was revoked within seconds, at every instance, and no others', async () => {
    const [a, b] = [await connected(one), await connected(two)];
    const other = await connected(one, { api_key: `key-of-${testTenant()}` });
    revoked.add(`key-of-${tenant}`);
    const ends = await Promise.all([a, b].map(endOf));
    for (const { told } of ends) expect(told).toEqual([{ reason: 'revoked' }]);
    expect(other.connected).toBe(true);
  }, 20_000);

  it('ends the connection of an end user when their token expires, and not before', async () => {
    const { token, expires_at } = issueUserToken(TOKEN_SECRET, { tenant_id: tenant, user_id: 'u1' }, 3);
    const { told, at } = await endOf(await connected(one, { token }));
    expect(told).toEqual([{ reason: 'expired' }]);
    expect(at - Date.parse(expires_at)).toBeGreaterThanOrEqual(0);
    expect(at - Date.parse(expires_at)).toBeLessThan(2_000);
  }, 20_000);

  it('refuses who cannot say who they are, and tells the gateway of it, which has refused the keys itself', async () => {
    for (const auth of [{}, { api_key: 'wrong' }, { token: 'a.b.c' }, { api_key: 5 }, { token: 'a.b.c' }]) {
      const socket = platform.connect(one, auth);
      const error = await new Promise<Error>((resolve) => socket.on('connect_error', resolve));
      expect(error.message).toBe('unauthorized');
    }
    const told = () => Map.groupBy(refusedConnections, ({ reason }) => reason);
    const times = (reason: RefusedElsewhere['reason']) =>
      (told().get(reason) ?? []).reduce((sum, { count }) => sum + count, 0);
    await until(() => times('no_token_of_ours') + times('no_credential') === 4);
    expect([...told().keys()].sort()).toEqual(['no_credential', 'no_token_of_ours']);
    expect(times('no_credential')).toBe(2);
    for (const one of refusedConnections) {
      expect(one).toMatchObject({ action: 'status.connect', address: '127.0.0.0/24' });
    }
  });

  it.each([undefined, {}, { notification_ids: [] }, { notification_ids: ['x'] }, 'text'])(
    'answers a bad watch: %j',
    async (body) => {
      const socket = await connected(one);
      expect(await socket.emitWithAck('watch', body)).toMatchObject({ ok: false, error: { code: 'invalid' } });
    },
  );
});
