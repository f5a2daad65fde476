import type { INestApplication } from '@nestjs/common';
import { io, type Socket } from 'socket.io-client';
import type { ZodType } from 'zod';
import { INBOX_LIVE, STATUS_LIVE, type LiveNamespace } from '#libs/contracts';
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
  /** What was told otherwise than it is documented. */
  private readonly surprises: string[] = [];

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
    this.compare(socket);
    return socket;
  }

  async end(): Promise<void> {
    for (const socket of this.sockets) socket.disconnect();
    await Promise.all(this.running.map((instance) => instance.stop()));
  }

  /** For the end of a test, when all is closed. */
  mustHaveBeenAsDocumented(): void {
    if (this.surprises.length > 0) throw new Error(this.surprises.join('\n'));
  }

  private compare(socket: Socket): void {
    const { told, says } = NAMESPACES[this.namespace] as LiveNamespace;
    const isSo = (what: string, schema: ZodType | undefined, value: unknown) => {
      const problem = schema ? schema.safeParse(value).error : new Error('is not documented');
      if (problem) this.surprises.push(`${this.namespace} ${what}: ${problem.message} in ${JSON.stringify(value)}`);
    };
    socket.onAny((event: string, payload: unknown) => isSo(event, told[event]?.body, payload));
    const ask = socket.emitWithAck.bind(socket);
    socket.emitWithAck = async (event: string, ...args: unknown[]) => {
      const answer: unknown = await ask(event, ...args);
      isSo(`the ack of ${event}`, says[event]?.ack, answer);
      return answer;
    };
  }
}

const NAMESPACES: Readonly<Record<string, LiveNamespace>> = { '/status': STATUS_LIVE, '/inbox': INBOX_LIVE };
