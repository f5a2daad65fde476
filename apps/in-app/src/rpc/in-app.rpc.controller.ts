import { Controller, Inject, UseFilters } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { RpcIn, RpcOut, RpcPattern } from '#libs/contracts';
import { logger } from '#libs/observability';
import { RpcErrors } from '#libs/rpc';
import { Inbox, ownerOf } from '../items/inbox.js';

interface Items<P extends RpcPattern> {
  readonly items: readonly RpcIn<P>[];
}

const log = logger('rpc');

/** The inbox for the gateway's REST API. */
@Controller()
@UseFilters(new RpcErrors((error) => log.error({ err: error }, 'look-up failed')))
export class InAppRpcController {
  constructor(@Inject(Inbox) private readonly inbox: Inbox) {}

  @MessagePattern('in_app.list')
  list(@Payload() { items }: Items<'in_app.list'>): Promise<RpcOut<'in_app.list'>[]> {
    return Promise.all(items.map((i) => this.inbox.page(ownerOf(i), i.limit, i.cursor, i.unread_only)));
  }

  @MessagePattern('in_app.unread')
  async unread(@Payload() { items }: Items<'in_app.unread'>): Promise<RpcOut<'in_app.unread'>[]> {
    const owners = items.map(ownerOf);
    const counts = await this.inbox.unreadCounts(owners);
    return owners.map((owner) => counts.get(owner.user_key) ?? 0);
  }

  @MessagePattern('in_app.read')
  read(@Payload() { items }: Items<'in_app.read'>): Promise<RpcOut<'in_app.read'>[]> {
    return Promise.all(items.map((i) => this.inbox.read(ownerOf(i), i.ids)));
  }

  @MessagePattern('in_app.read_all')
  readAll(@Payload() { items }: Items<'in_app.read_all'>): Promise<RpcOut<'in_app.read_all'>[]> {
    return Promise.all(items.map((i) => this.inbox.readAll(ownerOf(i))));
  }
}
