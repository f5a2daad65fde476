import { Controller, Inject, UseFilters } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import type { RpcIn, RpcOut, RpcPattern } from '#libs/contracts';
import { logger } from '#libs/observability';
import { RpcErrors } from '#libs/rpc';
import { OwnEvents } from './own-events.js';
import { SubscriptionStore } from './subscription-store.js';

interface Items<P extends RpcPattern> {
  readonly items: readonly RpcIn<P>[];
}

type Of<Name extends string> = `status.subscriptions.${Name}` & RpcPattern;

const log = logger('rpc');

/** What the gateway asks about subscriptions. Every question carries its tenant. */
@Controller()
@UseFilters(new RpcErrors((error) => log.error({ err: error }, 'look-up failed')))
export class SubscriptionsRpcController {
  constructor(
    @Inject(SubscriptionStore) private readonly store: SubscriptionStore,
    @Inject(OwnEvents) private readonly own: OwnEvents,
  ) {}

  @MessagePattern('status.subscriptions.create')
  create(@Payload() { items }: Items<Of<'create'>>): Promise<RpcOut<Of<'create'>>[]> {
    return Promise.all(items.map(({ tenant_id, subscription }) => this.store.create(tenant_id, subscription)));
  }

  @MessagePattern('status.subscriptions.list')
  list(@Payload() { items }: Items<Of<'list'>>): Promise<RpcOut<Of<'list'>>[]> {
    return Promise.all(items.map(({ tenant_id }) => this.store.list(tenant_id)));
  }

  @MessagePattern('status.subscriptions.get')
  get(@Payload() { items }: Items<Of<'get'>>): Promise<RpcOut<Of<'get'>>[]> {
    return Promise.all(items.map((key) => this.store.get(key)));
  }

  @MessagePattern('status.subscriptions.put')
  put(@Payload() { items }: Items<Of<'put'>>): Promise<RpcOut<Of<'put'>>[]> {
    return Promise.all(items.map(({ subscription, ...key }) => this.store.put(key, subscription)));
  }

  @MessagePattern('status.subscriptions.delete')
  delete(@Payload() { items }: Items<Of<'delete'>>): Promise<RpcOut<Of<'delete'>>[]> {
    return Promise.all(items.map((key) => this.store.delete(key)));
  }

  @MessagePattern('status.subscriptions.rotate')
  rotate(@Payload() { items }: Items<Of<'rotate'>>): Promise<RpcOut<Of<'rotate'>>[]> {
    return Promise.all(items.map(({ overlap_seconds, ...key }) => this.store.rotate(key, overlap_seconds)));
  }

  @MessagePattern('status.subscriptions.secrets')
  secrets(@Payload() { items }: Items<Of<'secrets'>>): Promise<RpcOut<Of<'secrets'>>[]> {
    return Promise.all(items.map((key) => this.store.secrets(key)));
  }

  @MessagePattern('status.subscriptions.test')
  test(@Payload() { items }: Items<Of<'test'>>): Promise<RpcOut<Of<'test'>>[]> {
    return Promise.all(items.map((key) => this.own.test(key)));
  }

  @MessagePattern('status.subscriptions.events')
  events(@Payload() { items }: Items<Of<'events'>>): Promise<RpcOut<Of<'events'>>[]> {
    return Promise.all(items.map(({ cursor, limit, ...key }) => this.store.events(key, cursor, limit)));
  }

  @MessagePattern('status.subscriptions.replay')
  replay(@Payload() { items }: Items<Of<'replay'>>): Promise<RpcOut<Of<'replay'>>[]> {
    return Promise.all(items.map(({ event_id, ...key }) => this.own.replay(key, event_id)));
  }
}
