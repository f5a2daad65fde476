/** Who listens can always stop, whatever the server does. */
import { once } from 'node:events';
import net from 'node:net';
import { Notifications } from '#libs/messaging';
import { dependencies, until } from '#libs/testing';
import { CuttableProxy } from '../gateway/cuttable-proxy.js';

const { postgres } = dependencies({ postgres: 'real' });

describe('listening to Postgres', () => {
  let connects: number;
  const listen = (url: string): Notifications => {
    const notifications = new Notifications(
      url,
      'test',
      'test.notifications',
      () => void (connects += 1),
      () => {},
    );
    notifications.start();
    return notifications;
  };
  const stops = async (notifications: Notifications) => {
    const late = new Promise<'late'>((resolve) => void setTimeout(resolve, 2_000, 'late').unref());
    expect(await Promise.race([notifications.stop(), late])).not.toBe('late');
  };
  beforeEach(() => {
    connects = 0;
  });

  it('stops while a server that says nothing is being connected to', async () => {
    const sockets: net.Socket[] = [];
    const server = net.createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    const notifications = listen(`postgres://nobody@127.0.0.1:${port}/none`);
    await until(() => sockets.length > 0);
    await stops(notifications);
    await until(() => sockets[0]!.readableEnded || sockets[0]!.destroyed || sockets[0]!.resume().readableEnded);
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it('stops at once after it has begun', () => stops(listen(postgres)));

  it('stops while nobody is there, and while the server is frozen', async () => {
    await stops(listen('postgres://nobody@127.0.0.1:1/none'));
    const proxy = await CuttableProxy.to(postgres);
    const notifications = listen(proxy.url);
    await until(() => connects === 1);
    proxy.freeze();
    await stops(notifications);
    proxy.close();
  });

  it('goes on where the server was away', async () => {
    const proxy = await CuttableProxy.to(postgres);
    const notifications = listen(proxy.url);
    await until(() => connects === 1);
    proxy.cut();
    proxy.mend();
    await until(() => connects === 2);
    await stops(notifications);
    proxy.close();
  });
});
