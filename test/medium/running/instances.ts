import type { INestApplication } from '@nestjs/common';
import { io, type Socket } from 'socket.io-client';
import { RpcClient } from '#libs/rpc';
import { freePort } from '#libs/testing';

export interface Instance {
  readonly url: string;
  readonly rpc: RpcClient;
  stop(): Promise<void>;
}

export interface Ports {
  readonly PORT: number;
  readonly RPC_PORT: number;
}

/** Any number of instances of an app that people connect to, and the sockets connected to them. */
export class Instances {
  private readonly running: Instance[] = [];
  private readonly sockets: Socket[] = [];

  constructor(
    private readonly namespace: string,
    private readonly create: (ports: Ports) => Promise<INestApplication>,
  ) {}

  async add(): Promise<Instance> {
    const ports = { PORT: await freePort(), RPC_PORT: await freePort() };
    const app = await this.create(ports);
    await app.startAllMicroservices();
    await app.listen(ports.PORT, '127.0.0.1');
    const rpc = new RpcClient({ addresses: [`127.0.0.1:${ports.RPC_PORT}`] });
    const stop = async () => {
      rpc.close();
      await app.close();
    };
    const instance = { url: `http://127.0.0.1:${ports.PORT}`, rpc, stop };
    this.running.push(instance);
    return instance;
  }

  connect({ url }: Instance, auth: object): Socket {
    const socket = io(url + this.namespace, { auth, transports: ['websocket'], forceNew: true });
    this.sockets.push(socket);
    return socket;
  }

  async end(): Promise<void> {
    for (const socket of this.sockets) socket.disconnect();
    await Promise.all(this.running.map((instance) => instance.stop()));
  }
}
