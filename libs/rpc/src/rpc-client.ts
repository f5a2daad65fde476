import { ClientProxyFactory, Transport, type ClientProxy } from '@nestjs/microservices';
import { firstValueFrom, timeout, TimeoutError } from 'rxjs';
import type { RpcIn, RpcOut, RpcPattern } from '#libs/contracts';
import { CLOCK, UNKNOWN_CLOCK, type Clock } from './deadline.js';
import { PeerClock } from './peer-clock.js';
import { isRemoteError, PeerRefusedError, PeerUnavailableError } from './rpc.error.js';

export interface RpcClientOptions {
  /** `host:port`, one for each instance of the peer. */
  readonly addresses: readonly string[];
  /** For one try at one instance; 2 s. */
  readonly timeoutMs?: number;
  /** For changes: a peer that has not begun when the time is over does not begin any more. */
  readonly deadlines?: boolean;
}

/** A silent instance is asked last for this long, so that not every call waits for it. */
const SHUN_MS = 2_000;

interface Instance {
  readonly client: ClientProxy;
  readonly clock: PeerClock | undefined;
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

  constructor({ addresses, timeoutMs = 2_000, deadlines = false }: RpcClientOptions) {
    this.timeoutMs = timeoutMs;
    this.instances = addresses.map((address) => {
      const colon = address.lastIndexOf(':');
      const options = { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) };
      const client = ClientProxyFactory.create({ transport: Transport.TCP, options });
      const clock = deadlines ? new PeerClock(() => this.clockOf(client)) : undefined;
      return { client, clock, shunnedUntil: 0 };
    });
  }

  /** One answer for each item, in order. */
  async call<P extends RpcPattern>(pattern: P, payload: { readonly items: readonly RpcIn<P>[] }): Promise<RpcOut<P>[]> {
    let lastError: unknown;
    for (const instance of this.inTurn()) {
      try {
        return await this.ask(instance, pattern, payload);
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

  private async ask<P extends RpcPattern>(
    { client, clock }: Instance,
    pattern: P,
    payload: { readonly items: readonly RpcIn<P>[] },
  ): Promise<RpcOut<P>[]> {
    if (!clock) return this.send(client, pattern, payload);
    const send = async () =>
      this.send<RpcOut<P>[]>(client, pattern, { ...payload, deadline: await clock.deadlineIn(this.timeoutMs) });
    return send().catch((error: unknown) => {
      if (!isRemoteError(error) || error.code !== UNKNOWN_CLOCK) throw error;
      clock.forget();
      return send();
    });
  }

  private send<A>(client: ClientProxy, pattern: string, payload: object): Promise<A> {
    return firstValueFrom(client.send<A>(pattern, payload).pipe(timeout(this.timeoutMs)));
  }

  private clockOf(client: ClientProxy): Promise<Clock | undefined> {
    return this.send<Clock>(client, CLOCK, {}).catch((error: unknown) => {
      if (isOlder(error)) return undefined;
      throw error;
    });
  }

  private inTurn(): Instance[] {
    const first = this.turn++ % this.instances.length;
    const order = [...this.instances.slice(first), ...this.instances.slice(0, first)];
    const now = Date.now();
    return [...order.filter((i) => i.shunnedUntil <= now), ...order.filter((i) => i.shunnedUntil > now)];
  }
}

/** What Nest says of a pattern that a peer does not know. */
const NO_MESSAGE_HANDLER = 'There is no matching message handler';
const isOlder = (error: unknown): boolean =>
  String((error as Partial<Error>)?.message ?? error).includes(NO_MESSAGE_HANDLER);

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
