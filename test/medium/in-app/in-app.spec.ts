import { issueUserToken } from '#libs/auth';
import type { InboxItem } from '#libs/contracts';
import { uuidv7 } from '#libs/kernel';
import { testTenant, testUser, until } from '#libs/testing';
import type { Socket } from 'socket.io-client';
import { refusedConnections } from '../running/refused-connections.js';
import { RunningInApp, TOKEN_SECRET, type Instance, type Recipient } from './running-in-app.js';

/** Keeps what came, so that a test can wait for it. */
function heard(socket: Socket) {
  const items: InboxItem[] = [];
  const unread: number[] = [];
  const read: { id: string }[] = [];
  socket.on('item', (item: InboxItem) => items.push(item));
  socket.on('unread', (told: { unread: number }) => unread.push(told.unread));
  socket.on('read', (told: { id: string }[]) => read.push(...told));
  return { items, unread, read };
}

describe('the in-app app, in two instances', () => {
  let platform: RunningInApp;
  let one: Instance;
  let two: Instance;
  let user: Recipient;
  beforeAll(async () => {
    platform = await RunningInApp.begin();
    [one, two] = await Promise.all([platform.instance(), platform.instance()]);
  }, 30_000);
  afterAll(() => platform.end(), 30_000);
  beforeEach(() => {
    user = { tenant_id: testTenant(), user_id: testUser() };
  });

  const arrived = async (...ids: string[]) => {
    const list = () => one.rpc.call('in_app.list', { items: [{ ...user, limit: 100 }] }).then(([page]) => page);
    return until(
      async () => {
        const page = await list();
        return ids.every((id) => page?.items.some((item) => item.id === id)) && page;
      },
      { timeoutMs: 20_000 },
    );
  };
  const eventsOf = (id: string) => platform.events.filter((e) => e.delivery_id === id).map((e) => e.kind);

  it.each(['medium', 'critical'] as const)(
    'stores a %s item, says it is delivered, and rings at both instances',
    async (priority) => {
      const ears = [platform.connect(one, user), platform.connect(two, user)].map(heard);
      await until(() => ears.every((ear) => ear.unread[0] === 0), { what: 'both sockets to be shown an empty inbox' });
      const content = { title: 'Tea is ready', body: 'In the “garden”', data: { cups: 2 } };
      const sent = await platform.send(user, content, priority);
      for (const ear of ears) {
        await until(() => ear.items.length === 1 && ear.unread.at(-1) === 1, { timeoutMs: 20_000 });
        expect(ear.items[0]).toMatchObject({
          id: sent.delivery_id,
          notification_id: sent.notification_id,
          content,
          priority,
        });
      }
      await until(
        () => eventsOf(sent.delivery_id).includes('delivered') || eventsOf(sent.delivery_id).includes('sent'),
      );
    },
    30_000,
  );

  it('marks an item read once, tells the status app and the other sockets', async () => {
    const sent = await platform.send(user, { title: 'a', body: 'b' });
    await arrived(sent.delivery_id);
    const [mine, other] = [platform.connect(one, user), platform.connect(two, user)];
    const ear = heard(other);
    await until(() => ear.unread.at(-1) === 1);
    expect(ear.items.map((item) => item.id)).toEqual([sent.delivery_id]);
    expect(await mine.emitWithAck('read', { id: sent.delivery_id })).toEqual({ ok: true, read: 1, unread: 0 });
    expect(await mine.emitWithAck('read', { ids: [sent.delivery_id] })).toEqual({ ok: true, read: 0, unread: 0 });
    await until(() => ear.unread.at(-1) === 0 && ear.read.some(({ id }) => id === sent.delivery_id));
    await until(() => eventsOf(sent.delivery_id).includes('read'));
    expect(platform.events.filter((e) => e.delivery_id === sent.delivery_id && e.kind === 'read')).toHaveLength(1);
  }, 30_000);

  it('pages through the inbox, by look-up and by socket', async () => {
    const sent: string[] = [];
    for (let n = 0; n < 5; n++) sent.unshift((await platform.send(user, { title: `${n}`, body: '' })).delivery_id);
    await arrived(...sent);
    const page = (over: object) =>
      one.rpc.call('in_app.list', { items: [{ ...user, limit: 3, ...over }] }).then(([answer]) => answer);
    const first = await page({});
    expect(first).toMatchObject({ unread: 5, next_cursor: sent[2] });
    expect(first?.items.map((item) => item.id)).toEqual(sent.slice(0, 3));
    expect((await page({ cursor: first?.next_cursor }))?.items.map((item) => item.id)).toEqual(sent.slice(3));
    await expect(one.rpc.call('in_app.read', { items: [{ ...user, ids: [sent[0] as string] }] })).resolves.toEqual([1]);
    expect((await page({ unread_only: true }))?.items.map((item) => item.id)).toEqual(sent.slice(1, 4));
    await expect(two.rpc.call('in_app.unread', { items: [user, { ...user, user_id: 'x' }] })).resolves.toEqual([4, 0]);
    const socket = platform.connect(two, user);
    const listed: unknown = await socket.emitWithAck('list', { limit: 2 });
    expect(listed).toMatchObject({ ok: true, unread: 4, next_cursor: sent[1] });
    expect(await socket.emitWithAck('list')).toMatchObject({ ok: true });
    await expect(one.rpc.call('in_app.read_all', { items: [user] })).resolves.toEqual([4]);
    await until(() => sent.every((id) => eventsOf(id).includes('read')));
  }, 30_000);

  it('keeps the inboxes of users and tenants apart', async () => {
    const sent = await platform.send(user, { title: 'mine', body: '' });
    await arrived(sent.delivery_id);
    const others = [
      { ...user, user_id: 'other' },
      { ...user, tenant_id: testTenant() },
    ];
    for (const other of others) {
      const items = [{ ...other, ids: [sent.delivery_id] }];
      await expect(one.rpc.call('in_app.read', { items })).resolves.toEqual([null]);
      const [page] = await one.rpc.call('in_app.list', { items: [{ ...other, limit: 10 }] });
      expect(page).toEqual({ items: [], unread: 0 });
      const answer: unknown = await platform.connect(one, other).emitWithAck('read', { id: sent.delivery_id });
      expect(answer).toMatchObject({ ok: false, error: { code: 'not_found' } });
    }
    await expect(one.rpc.call('in_app.unread', { items: [user] })).resolves.toEqual([1]);
  }, 30_000);

  it('ends a connection when its token expires, and says why', async () => {
    const { token, expires_at } = issueUserToken(TOKEN_SECRET, user, 3);
    const socket = platform.connectWith(one, { token });
    const told: { reason: string }[] = [];
    socket.on('ended', (end: { reason: string }) => told.push(end));
    await until(() => socket.connected);
    await until(() => !socket.connected, { timeoutMs: 10_000, what: 'the connection to end' });
    expect(told).toEqual([{ reason: 'expired' }]);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expires_at));
  }, 20_000);

  it('answers what it cannot read, and admits nobody without a token', async () => {
    const socket = platform.connect(one, user);
    for (const body of [undefined, {}, { id: 'x' }, { ids: [] }, { id: uuidv7(), ids: 5 }]) {
      expect(await socket.emitWithAck('read', body)).toMatchObject({ ok: false });
    }
    expect(await socket.emitWithAck('list', { limit: 0 })).toMatchObject({ ok: false, error: { code: 'invalid' } });
    for (const auth of [{}, { token: 'a.b.c' }, { api_key: 'k' }]) {
      const refused = platform.connectWith(one, auth);
      const error = await new Promise<Error>((resolve) => refused.on('connect_error', resolve));
      expect(error.message).toBe('unauthorized');
    }
    await until(() => refusedConnections.reduce((sum, { count }) => sum + count, 0) === 3);
    const told = refusedConnections.map(({ count: _, ...alike }) => alike);
    expect(told).toContainEqual({ action: 'inbox.connect', reason: 'no_user_token', address: '127.0.0.0/24' });
    expect(told).toContainEqual({ action: 'inbox.connect', reason: 'no_token_of_ours', address: '127.0.0.0/24' });
  });

  it('a test counts as sent, and nobody finds it in their inbox', async () => {
    const content = { title: 'Not for real', body: 'A test' };
    const test = await platform.send(user, content, 'medium', { test: true });
    const real = await platform.send(user, { title: 'Real', body: 'Not a test' });
    const sent = () => platform.events.find((event) => event.delivery_id === test.delivery_id);
    const { kind, detail } = await until(sent, { timeoutMs: 20_000 });
    expect([kind, detail]).toEqual(['sent', 'A test: nothing was put into the inbox']);
    const page = await arrived(real.delivery_id);
    expect(page.items.map((item) => item.id)).toEqual([real.delivery_id]);
    expect(page.unread).toBe(1);
  }, 40_000);
});
