import { ClientProxyFactory, Transport, type ClientProxy } from '@nestjs/microservices';
import { firstValueFrom, timeout, TimeoutError } from 'rxjs';
import type { RpcIn, RpcOut, RpcPattern } from '#libs/contracts';
import { isRemoteError, PeerRefusedError, PeerUnavailableError } from './rpc.error.js';

export interface RpcClientOptions {
  /** `host:port`, one for each instance of the peer. */
  readonly addresses: readonly string[];
  /** For one try at one instance; 2 s. */
  readonly timeoutMs?: number;
}

/** A silent instance is asked last for this long, so that not every call waits for it. */
const SHUN_MS = 2_000;

interface Instance {
  readonly client: ClientProxy;
  shunnedUntil: number;
}

/**
 * Look-ups at another app over Nest's TCP transport. Calls go round the instances; one that does not answer is passed over
 * for the next, until all have been asked once.
 */
export class RpcClient {
  private readonly instances: readonly Instance[];
  private readonly timeoutMs: number;
  private turn = 0;

  constructor({ addresses, timeoutMs = 2_000 }: RpcClientOptions) {
    this.timeoutMs = timeoutMs;
    this.instances = addresses.map((address) => {
      const colon = address.lastIndexOf(':');
      const options = { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) };
      return { client: ClientProxyFactory.create({ transport: Transport.TCP, options }), shunnedUntil: 0 };
    });
  }

  /** One answer for each item, in order. */
  async call<P extends RpcPattern>(pattern: P, payload: { readonly items: readonly RpcIn<P>[] }): Promise<RpcOut<P>[]> {
    let lastError: unknown;
    for (const instance of this.inTurn()) {
      try {
        const answer = instance.client.send<RpcOut<P>[]>(pattern, payload).pipe(timeout(this.timeoutMs));
        return await firstValueFrom(answer);
      } catch (error) {
        if (isRemoteError(error)) throw refusal(error);
        instance.shunnedUntil = Date.now() + SHUN_MS;
        // Nest keeps the rejected promise of a failed connect; closing makes the next call connect anew.
        if (!(error instanceof TimeoutError)) void instance.client.close();
        lastError = error;
      }
    }
    throw new PeerUnavailableError(pattern, lastError);
  }

  close(): void {
    for (const { client } of this.instances) void client.close();
  }

  private inTurn(): Instance[] {
    const first = this.turn++ % this.instances.length;
    const order = [...this.instances.slice(first), ...this.instances.slice(0, first)];
    const now = Date.now();
    return [...order.filter((i) => i.shunnedUntil <= now), ...order.filter((i) => i.shunnedUntil > now)];
  }
}

const refusal = ({
  code,
  message,
  retryable,
  detail,
}: {
  code: string;
  message: string;
  retryable: boolean;
  detail?: string;
}) => new PeerRefusedError(code, message, { retryable, detail, level: 'warn' });
