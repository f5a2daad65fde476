import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';

export interface AgentOptions {
  /** Connections at most; the calls under way are bounded by the lane's slots, so that none should wait in here. */
  readonly connections?: number;
  /** After this a connection that does not come about is given up: nothing was sent, so the call can be made again. */
  readonly connectTimeoutMs?: number;
  readonly ca?: string | Buffer;
}

/** Node's agent with connections that stay open, and with what it lacks: a limit to the time that connecting may take. */
export function keepAliveAgent(url: string, options: AgentOptions = {}): http.Agent {
  const { connections = 256, connectTimeoutMs = 5_000, ca } = options;
  const settings = { keepAlive: true, maxSockets: connections, maxFreeSockets: connections, noDelay: true };
  const agent = url.startsWith('https:') ? new https.Agent({ ...settings, ca }) : new http.Agent(settings);
  limitConnecting(agent, connectTimeoutMs);
  return agent;
}

interface Connecting {
  createConnection(...args: unknown[]): Socket | undefined;
}

export function limitConnecting(agent: http.Agent, connectTimeoutMs: number): void {
  const connecting = agent as unknown as Connecting;
  const create = connecting.createConnection.bind(agent);
  connecting.createConnection = (...args) => {
    const socket = create(...args);
    if (socket?.connecting) giveUpAfter(socket, connectTimeoutMs);
    return socket;
  };
}

function giveUpAfter(socket: Socket, ms: number): void {
  const error = Object.assign(new Error('could not connect in time'), { code: 'ETIMEDOUT', syscall: 'connect' });
  const timer = setTimeout(() => socket.destroy(error), ms);
  const clear = () => clearTimeout(timer);
  socket.once('encrypted' in socket ? 'secureConnect' : 'connect', clear).once('close', clear);
}
