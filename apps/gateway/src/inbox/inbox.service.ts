import { Inject, Injectable } from '@nestjs/common';
import type { TokenUser } from '#libs/auth';
import type { InboxPage, RpcIn, RpcOut, RpcPattern } from '#libs/contracts';
import { problems } from '#libs/http';
import { isUuid } from '#libs/kernel';
import { IN_APP_RPC } from '../injection-tokens.js';
import type { Peer } from '../intake-connections.js';

export interface InboxQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly unread_only: boolean;
}

@Injectable()
export class InboxService {
  constructor(@Inject(IN_APP_RPC) private readonly rpc: Peer) {}

  list(user: TokenUser, query: InboxQuery): Promise<InboxPage> {
    return this.ask('in_app.list', { ...user, ...query });
  }

  unread(user: TokenUser): Promise<number> {
    return this.ask('in_app.unread', user);
  }

  /** Answers how many are unread now. */
  async read(user: TokenUser, ids: readonly string[]): Promise<number> {
    const changed = ids.every(isUuid) ? await this.ask('in_app.read', { ...user, ids }) : null;
    if (changed === null) throw problems.notFound('One of these is not an item of this inbox');
    return this.unread(user);
  }

  async readAll(user: TokenUser): Promise<number> {
    await this.ask('in_app.read_all', user);
    return this.unread(user);
  }

  private async ask<P extends RpcPattern>(pattern: P, item: RpcIn<P>): Promise<RpcOut<P>> {
    const [answer] = await this.rpc.call(pattern, { items: [item] });
    return answer as RpcOut<P>;
  }
}
