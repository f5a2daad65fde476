import https from 'node:https';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { limitConnecting } from '#libs/provider-http';

const CONNECTIONS = 256;

/** Where firebase-admin is led to: its own host is fixed, the connection's is not. */
class AgentTo extends https.Agent {
  constructor(
    private readonly place: tls.ConnectionOptions,
    options: https.AgentOptions,
  ) {
    super(options);
  }

  override createConnection(): Duplex {
    return tls.connect(this.place);
  }
}

export function fcmAgent(url: string, ca: string | Buffer | undefined, connectTimeoutMs: number): https.Agent {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const place = { host, port: Number(port || 443), servername: /^[\d.:a-f]+$/i.test(host) ? undefined : host, ca };
  const agent = new AgentTo(place, { keepAlive: true, maxSockets: CONNECTIONS, maxFreeSockets: CONNECTIONS });
  limitConnecting(agent, connectTimeoutMs);
  return agent;
}
