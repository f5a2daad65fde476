import { Inject, Injectable } from '@nestjs/common';
import type {
  EventSubscription,
  MadeSubscription,
  RpcIn,
  RpcOut,
  RpcPattern,
  SubscriptionEvent,
} from '#libs/contracts';
import { check, problems } from '#libs/http';
import { logger } from '#libs/observability';
import { PeerRefusedError } from '#libs/rpc';
import { ChannelApps } from '../channel-apps.js';
import { EndpointHealth } from '../endpoint-health.js';
import { STATUS_RPC } from '../injection-tokens.js';
import type { Peer } from '../intake-connections.js';
import { deliveryOf, type EventDelivery } from './event-delivery.js';
import { rotateRequest } from '../rotate-request.js';
import { eventsQuery, subscriptionRequest } from './subscription-request.js';

type Pattern<Name extends string> = `status.subscriptions.${Name}` & RpcPattern;

export type MadeDocument = EventSubscription & { readonly secret: string };
export type EventDocument = SubscriptionEvent & { readonly delivery?: EventDelivery | undefined };

const log = logger('event-subscriptions');

/** Subscriptions are the status app's, what came of their events the webhook app's: here both are asked. */
@Injectable()
export class EventSubscriptionsService {
  constructor(
    @Inject(STATUS_RPC) private readonly status: Peer,
    @Inject(ChannelApps) private readonly channels: ChannelApps,
    @Inject(EndpointHealth) private readonly health: EndpointHealth,
  ) {}

  async create(tenant_id: string, body: unknown): Promise<MadeDocument> {
    const subscription = check(subscriptionRequest, body);
    try {
      return madeDocument(await this.one('status.subscriptions.create', { tenant_id, subscription }));
    } catch (error) {
      throw error instanceof PeerRefusedError && error.code === 'too_many_subscriptions' ? tooMany(error) : error;
    }
  }

  async list(tenant_id: string): Promise<{ items: readonly EventSubscription[] }> {
    return { items: await this.shown(tenant_id, await this.one('status.subscriptions.list', { tenant_id })) };
  }

  async get(tenant_id: string, id: string): Promise<EventSubscription> {
    const found = there(await this.one('status.subscriptions.get', { tenant_id, id }));
    const [shown] = await this.shown(tenant_id, [found]);
    return shown as EventSubscription;
  }

  async put(tenant_id: string, id: string, body: unknown): Promise<EventSubscription> {
    const subscription = check(subscriptionRequest, body);
    const changed = there(await this.one('status.subscriptions.put', { tenant_id, id, subscription }));
    if (subscription.enabled) await this.health.enable(tenant_id, [id]);
    return changed;
  }

  async delete(tenant_id: string, id: string): Promise<void> {
    if (!(await this.one('status.subscriptions.delete', { tenant_id, id }))) throw notThere();
  }

  async rotate(tenant_id: string, id: string, body: unknown): Promise<MadeDocument> {
    const { overlap_seconds } = check(rotateRequest, body);
    return madeDocument(there(await this.one('status.subscriptions.rotate', { tenant_id, id, overlap_seconds })));
  }

  async test(tenant_id: string, id: string): Promise<SubscriptionEvent> {
    return there(await this.one('status.subscriptions.test', { tenant_id, id }));
  }

  async events(
    tenant_id: string,
    id: string,
    query: unknown,
  ): Promise<{ items: EventDocument[]; next_cursor?: string }> {
    const asked = { tenant_id, id, ...check(eventsQuery, query) };
    const page = there(await this.one('status.subscriptions.events', asked));
    const deliveries = await this.deliveries(tenant_id, page.items);
    return { ...page, items: page.items.map((event, i) => ({ ...event, delivery: deliveries?.[i] })) };
  }

  async replay(tenant_id: string, id: string, event_id: string): Promise<SubscriptionEvent> {
    return there(await this.one('status.subscriptions.replay', { tenant_id, id, event_id }));
  }

  private async shown(tenantId: string, found: readonly EventSubscription[]): Promise<EventSubscription[]> {
    const disabled = await this.health.disabled(
      tenantId,
      found.map(({ id }) => id),
    );
    return found.map((one) => ({ ...one, ...disabled.get(one.id) }));
  }

  /** Undefined while the webhook app is away: what was told is known all the same. */
  private async deliveries(
    tenant_id: string,
    events: readonly SubscriptionEvent[],
  ): Promise<EventDelivery[] | undefined> {
    if (events.length === 0) return undefined;
    try {
      const items = events.map(({ id }) => ({ tenant_id, delivery_id: id }));
      return (await this.channels.call('webhook', 'delivery.states', items)).map(deliveryOf);
    } catch (error) {
      log.warn({ err: error }, 'the webhook app does not say how deliveries stand');
      return undefined;
    }
  }

  private async one<P extends Pattern<string>>(pattern: P, item: RpcIn<P>): Promise<RpcOut<P>> {
    const [answer] = await this.status.call(pattern, { items: [item] });
    return answer as RpcOut<P>;
  }
}

const madeDocument = ({ subscription, secret }: MadeSubscription): MadeDocument => ({ ...subscription, secret });

function there<T>(found: T | null): T {
  if (found === null) throw notThere();
  return found;
}

const notThere = () => problems.notFound('There is no such subscription or event');

const tooMany = (error: PeerRefusedError) =>
  problems.conflict(
    'too_many_subscriptions',
    'There are too many subscriptions',
    `${error.message}; delete some first`,
  );
