import type { Status } from '#libs/kernel';
import type { Channel } from '../channels.js';

/** Which changes of deliveries are pushed to an endpoint of the producer's; a filter that is absent lets all through. */
export interface EventFilter {
  readonly types?: readonly string[] | undefined;
  readonly statuses?: readonly Status[] | undefined;
  readonly channels?: readonly Channel[] | undefined;
}

export interface EventSubscriptionInput extends EventFilter {
  readonly url: string;
  readonly description?: string | undefined;
  readonly enabled: boolean;
}

export interface EventSubscription extends EventSubscriptionInput {
  readonly id: string;
  readonly created_at: string;
  readonly updated_at: string;
  /** Until then both secrets sign. */
  readonly previous_secret_until?: string | undefined;
}

/** With the secret, which is told once. */
export interface MadeSubscription {
  readonly subscription: EventSubscription;
  readonly secret: string;
}

/** What signs, and what signs beside it for a while. */
export interface SigningSecrets {
  readonly secret: string;
  readonly previous?: { readonly secret: string; readonly until: string } | undefined;
}

/** One event that was pushed, or is to be. */
export interface SubscriptionEvent {
  readonly id: string;
  readonly status: Status;
  /** Absent for a sample. */
  readonly notification_id?: string | undefined;
  readonly delivery_id?: string | undefined;
  readonly at: string;
  readonly created_at: string;
  readonly replay_of?: string | undefined;
}

export interface SubscriptionEventPage {
  readonly items: readonly SubscriptionEvent[];
  readonly next_cursor?: string;
}

interface Key {
  readonly tenant_id: string;
  readonly id: string;
}

/** More patterns of apps/status: each takes {items: In[]} and answers Out[] in the same order; null: there is no such subscription. */
export interface SubscriptionsRpc {
  /** Refused with `too_many_subscriptions`. */
  'status.subscriptions.create': {
    in: { readonly tenant_id: string; readonly subscription: EventSubscriptionInput };
    out: MadeSubscription;
  };
  'status.subscriptions.list': { in: { readonly tenant_id: string }; out: readonly EventSubscription[] };
  'status.subscriptions.get': { in: Key; out: EventSubscription | null };
  'status.subscriptions.put': {
    in: Key & { readonly subscription: EventSubscriptionInput };
    out: EventSubscription | null;
  };
  'status.subscriptions.delete': { in: Key; out: boolean };
  'status.subscriptions.rotate': { in: Key & { readonly overlap_seconds: number }; out: MadeSubscription | null };
  /** For the webhook channel, which signs what has waited by what is valid when it goes. */
  'status.subscriptions.secrets': { in: Key; out: SigningSecrets | null };
  /** A sample event, which is pushed as any other. */
  'status.subscriptions.test': { in: Key; out: SubscriptionEvent | null };
  'status.subscriptions.events': {
    in: Key & { readonly cursor?: string | undefined; readonly limit: number };
    out: SubscriptionEventPage | null;
  };
  'status.subscriptions.replay': { in: Key & { readonly event_id: string }; out: SubscriptionEvent | null };
}
