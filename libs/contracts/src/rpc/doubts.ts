import type { Channel, Priority } from '../channels.js';
import type { AttemptEntry, SealedDelivery, TenantsThing } from './dead-letters.js';

export const RESOLUTIONS = ['sent', 'send_again', 'give_up'] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** All of what is given must be so. */
export interface DoubtFilter {
  readonly notification_type?: string | undefined;
  readonly priority?: Priority | undefined;
  readonly provider?: string | undefined;
  readonly user_id?: string | undefined;
  readonly notification_id?: string | undefined;
  /** Since when nobody knows, in ISO 8601: from here on, and before there. */
  readonly after?: string | undefined;
  readonly before?: string | undefined;
}

/** A delivery of which nobody knows whether it was sent, and whose type says not to send it again. Its id is the delivery's. */
export interface DoubtSummary {
  readonly id: string;
  readonly channel: Channel;
  readonly notification_id: string;
  readonly notification_type: string;
  readonly priority: Priority;
  readonly user_id?: string | undefined;
  readonly test?: true | undefined;
  readonly provider?: string | undefined;
  readonly attempt: number;
  readonly since: string;
  /** How often it was asked about. */
  readonly checks: number;
  readonly next_check_at?: string | undefined;
}

export interface DoubtDetail extends DoubtSummary {
  readonly history: readonly AttemptEntry[];
}

/** Patterns of every channel's app: each takes {items: In[]} and answers Out[] in the same order. */
export interface DoubtsRpc {
  /** Newest delivery first; as many as there are, `limit` at most. */
  'delivery.doubts.list': {
    in: DoubtFilter & { readonly tenant_id: string; readonly cursor?: string | undefined; readonly limit: number };
    out: readonly DoubtSummary[];
  };
  'delivery.doubts.find': { in: TenantsThing; out: DoubtDetail | null };
  'delivery.doubts.contents': { in: TenantsThing; out: SealedDelivery | null };
  /** False: it was not in doubt any more. */
  'delivery.doubts.resolve': {
    in: TenantsThing & { readonly resolution: Resolution; readonly by: string };
    out: boolean;
  };
  /** As many as fit into one step; `more`: there are others. */
  'delivery.doubts.resolve_all': {
    in: {
      readonly tenant_id: string;
      readonly filter: DoubtFilter;
      readonly resolution: Resolution;
      readonly by: string;
    };
    out: { readonly resolved: number; readonly more: boolean };
  };
}
