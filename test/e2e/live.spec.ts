import type { LiveStatus } from '#libs/contracts';
import { secondInstance, until, type SecondInstance } from '#libs/testing';
import { CarillonClient } from './carillon-client.js';

/**
 * WebSocket is the only transport and every instance hears what the others do: a balancer may send a client anywhere.
 */
describe('live, with two instances of status and in-app', () => {
  const carillon = new CarillonClient();
  const others: SecondInstance[] = [];
  let status: string[];
  let inbox: string[];
  beforeAll(async () => {
    others.push(...(await Promise.all([secondInstance('status'), secondInstance('in-app')])));
    status = [carillon.info.status, others[0]?.http as string];
    inbox = [carillon.info.in_app, others[1]?.http as string];
  }, 90_000);
  afterAll(async () => {
    carillon.close();
    await Promise.all(others.map((other) => other.stop()));
  }, 30_000);

  it('clients of either instance of status see every step of what they watch', async () => {
    const user = await carillon.user();
    const credentials = [{ api_key: carillon.info.api_key }, { token: await carillon.token(user.id) }];
    const watchers = status.flatMap((url) => credentials.map((auth) => carillon.connect(`${url}/status`, auth)));
    const seen = watchers.map((socket) => {
      const list: LiveStatus[] = [];
      socket.on('status', (items: LiveStatus[]) => list.push(...items));
      return list;
    });
    const sent = await carillon.send(user.id, ['email']);
    for (const socket of watchers) {
      const answer: unknown = await socket.emitWithAck('watch', { notification_ids: [sent.id] });
      expect(answer).toEqual({ ok: true, watching: 1 });
    }
    for (const list of seen) {
      await until(() => list.at(-1)?.status === 'DELIVERED', { timeoutMs: 20_000, what: 'DELIVERED on every socket' });
      expect(list.every((s) => s.notification_id === sent.id && s.channel === 'email')).toBe(true);
    }
  }, 60_000);

  it('a client whose key is revoked is told so and let go, at either instance', async () => {
    const body = { name: 'to be revoked', role: 'viewer' };
    const { id, key } = await carillon.call<{ id: string; key: string }>('POST', '/v1/api-keys', body);
    const sockets = status.map((url) => carillon.connect(`${url}/status`, { api_key: key }));
    const told: { reason: string }[] = [];
    for (const socket of sockets) socket.on('ended', (end: { reason: string }) => told.push(end));
    await until(() => sockets.every(({ connected }) => connected));
    await carillon.call('DELETE', `/v1/api-keys/${id}`);
    await until(() => sockets.every(({ connected }) => !connected), { timeoutMs: 10_000, what: 'both to be let go' });
    expect(told).toEqual([{ reason: 'revoked' }, { reason: 'revoked' }]);
  }, 30_000);

  it('clients of either instance of in-app hear the bell, and of each other reading', async () => {
    const user = await carillon.user();
    const token = await carillon.token(user.id);
    const sockets = inbox.map((url) => carillon.connect(`${url}/inbox`, { token }));
    const heard = sockets.map((socket) => {
      const kept = { items: [] as { id: string }[], unread: [] as number[] };
      socket.on('item', (item: { id: string }) => kept.items.push(item));
      socket.on('unread', ({ unread }: { unread: number }) => kept.unread.push(unread));
      return kept;
    });
    for (const { unread } of heard) await until(() => unread.length > 0, { what: 'the inbox to be shown' });
    await Promise.all([1, 2, 3].map(() => carillon.send(user.id, ['in_app'])));
    for (const { items, unread } of heard) {
      await until(() => items.length === 3 && unread.at(-1) === 3, { timeoutMs: 20_000, what: 'three items' });
    }
    const [one, two] = sockets;
    const ids = heard[0]?.items.map((item) => item.id) as string[];
    await one?.emitWithAck('read', { ids: ids.slice(0, 1) });
    await two?.emitWithAck('read', { ids: ids.slice(1) });
    for (const { unread } of heard) await until(() => unread.at(-1) === 0, { what: 'nothing unread on either socket' });
  }, 60_000);

  it('a client that lost its instance finds the state at the other', async () => {
    const user = await carillon.user();
    const sent = await carillon.send(user.id, ['email']);
    await carillon.reaches(sent.id, 'DELIVERED');
    const [victim] = others;
    await victim?.kill();
    const socket = carillon.connect(`${status[0]}/status`, { api_key: carillon.info.api_key });
    const told = new Promise<LiveStatus[]>((resolve) => socket.on('status', resolve));
    await socket.emitWithAck('watch', { notification_ids: [sent.id] });
    expect(await told).toMatchObject([
      { notification_id: sent.id, status: 'DELIVERED', notification_status: 'DELIVERED' },
    ]);
  }, 40_000);
});
