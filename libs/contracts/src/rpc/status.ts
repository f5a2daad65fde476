import type { EventKind, Status } from '#libs/kernel';
import type { Channel, Priority } from '../channels.js';

export interface DeliveryState {
  readonly delivery_id: string;
  readonly channel: Channel;
  readonly status: Status;
  readonly reason?: string;
  readonly due_at?: string;
  readonly provider?: string;
  readonly provider_message_id?: string;
  readonly attempt: number;
  readonly updated_at: string;
  /** The delivery in whose place this one goes. */
  readonly replay_of?: string;
}

export interface TimelineEntry {
  readonly at: string;
  readonly delivery_id: string;
  readonly channel: Channel;
  readonly event: EventKind;
  readonly attempt: number;
  readonly reason?: string;
  readonly due_at?: string;
  readonly provider?: string;
  readonly detail?: string;
}

export interface NotificationState {
  readonly notification_id: string;
  readonly tenant_id: string;
  readonly user_id?: string;
  readonly notification_type?: string;
  readonly priority: Priority;
  readonly status: Status;
  readonly accepted_at?: string;
  readonly metadata?: Record<string, string>;
  readonly deliveries: readonly DeliveryState[];
  /** By time, oldest first. */
  readonly timeline: readonly TimelineEntry[];
}

export interface StatusSearch {
  readonly tenant_id: string;
  readonly user_id?: string;
  readonly notification_type?: string;
  readonly channel?: Channel;
  readonly status?: Status;
  /** All of these entries, to the letter. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly after?: string;
  readonly before?: string;
  /** Opaque; from the previous page. */
  readonly cursor?: string;
  readonly limit: number;
}

export interface StatusPage {
  readonly items: readonly Omit<NotificationState, 'timeline'>[];
  readonly next_cursor?: string;
}

/** How far each delivery of a notification has come, without its history; none: nobody reported anything of it (yet). */
export interface NotificationStanding {
  readonly deliveries: readonly Pick<DeliveryState, 'delivery_id' | 'channel' | 'status'>[];
}

/** Patterns of apps/status: each takes {items: In[]} and answers Out[] in the same order. */
export interface StatusRpc {
  'status.find': {
    in: { readonly tenant_id: string; readonly notification_id: string };
    out: NotificationState | null;
  };
  'status.standing': {
    in: { readonly tenant_id: string; readonly notification_id: string };
    out: NotificationStanding;
  };
  'status.search': { in: StatusSearch; out: StatusPage };
  /** Deliveries of a priority, replays left out, that stand at ACCEPTED since before that time: candidates for another emit. */
  'status.unmoved': {
    in: { readonly priority: Priority; readonly accepted_before: string; readonly limit: number };
    out: readonly { readonly tenant_id: string; readonly notification_id: string; readonly delivery_id: string }[];
  };
  /** Whether anything proves that this delivery reached its provider or its target. */
  'status.proof': { in: { readonly tenant_id: string; readonly delivery_id: string }; out: boolean };
}
