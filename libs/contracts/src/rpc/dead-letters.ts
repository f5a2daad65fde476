import type { Channel, Priority } from '../channels.js';

/** Where a dead letter stands: `resolved` is one whose delivery turned out to have arrived. */
export const DEAD_LETTER_STATES = ['open', 'replayed', 'discarded', 'resolved'] as const;
export type DeadLetterState = (typeof DEAD_LETTER_STATES)[number];

/** All of what is given must be so. */
export interface DeadLetterFilter {
  readonly notification_type?: string | undefined;
  readonly priority?: Priority | undefined;
  readonly provider?: string | undefined;
  /** As it is, or what stands before its colon: `retries_exhausted` finds `retries_exhausted:http_503`. */
  readonly reason?: string | undefined;
  readonly user_id?: string | undefined;
  readonly notification_id?: string | undefined;
  /** When it was given up, in ISO 8601: from here on, and before there. */
  readonly after?: string | undefined;
  readonly before?: string | undefined;
}

/** One of a tenant's things in the app of a channel. */
export interface TenantsThing {
  readonly tenant_id: string;
  readonly id: string;
}

export interface DeadLetterSummary {
  readonly id: string;
  readonly channel: Channel;
  readonly delivery_id: string;
  readonly notification_id: string;
  readonly notification_type: string;
  readonly priority: Priority;
  readonly user_id?: string | undefined;
  readonly test?: true | undefined;
  readonly reason: string;
  /** The last that was called. */
  readonly provider?: string | undefined;
  /** How often it was tried. */
  readonly attempts: number;
  /** How often in a row nobody learnt what came of it. */
  readonly unsettled_claims: number;
  readonly accepted_at: string;
  readonly last_attempt_at?: string | undefined;
  readonly died_at: string;
  readonly state: DeadLetterState;
  /** The dead delivery in whose place this one went. */
  readonly replay_of?: string | undefined;
  /** The deliveries that went in its place, first to last. */
  readonly replayed_as: readonly string[];
  readonly closed_at?: string | undefined;
  readonly closed_by?: string | undefined;
}

/** What is known of an attempt that did not simply go well. */
export interface AttemptEntry {
  readonly attempt: number;
  readonly claim: number;
  readonly event: string;
  readonly code?: string | undefined;
  readonly provider?: string | undefined;
  readonly provider_message_id?: string | undefined;
  /** What the provider answered, masked. */
  readonly answer?: string | undefined;
  readonly at: string;
}

export interface DeadLetterDetail extends DeadLetterSummary {
  readonly history: readonly AttemptEntry[];
  /** Sealed: why it was discarded. */
  readonly note?: string | undefined;
}

/** Sealed JSON of `Target` and `Content`, as they were to go out. */
export interface SealedDelivery {
  readonly target: string;
  readonly content: string;
}

/** What is to be different this time. */
export interface DeliveryEdit {
  readonly channel?: Channel | undefined;
  /** Sealed JSON of a part of a `Target`: what is left out stays, where the channel does. */
  readonly target?: string | undefined;
  /** Sealed JSON of a part of a `Content`. */
  readonly content?: string | undefined;
}

export type ReplayAnswer =
  | {
      readonly outcome: 'replayed';
      /** False: this replay had been made before. */
      readonly created: boolean;
      readonly delivery_id: string;
      readonly notification_id: string;
      readonly channel: Channel;
      readonly expires_at?: string | undefined;
      /** It had expired, and has got its whole time again. */
      readonly expiry_renewed?: true | undefined;
    }
  /** There is nothing to be done for it any more; or fewer replays were made than its number says. */
  | { readonly outcome: 'closed'; readonly state: DeadLetterState }
  | { readonly outcome: 'not_yet'; readonly replays: number }
  /** What is left of the original cannot be opened, or does not make a delivery with what was edited. */
  | { readonly outcome: 'incomplete'; readonly missing: 'target' | 'content' };

export const JOB_STATES = ['running', 'done', 'cancelled'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** Something that is done to all open letters of a channel that match, a chunk at a time. */
export interface LetterJob {
  readonly id: string;
  readonly channel: Channel;
  readonly state: JobState;
  readonly filter: DeadLetterFilter;
  /** When it was started. */
  readonly matched: number;
  readonly started_at: string;
  readonly started_by: string;
  readonly finished_at?: string | undefined;
}

/** They are replayed, at a rate. */
export interface ReplayJob extends LetterJob {
  /** Letters a second. */
  readonly rate: number;
  readonly replayed: number;
  /** With what was edited they make no whole delivery: they stay open. */
  readonly skipped: number;
  readonly edited?: readonly ('channel' | 'to' | 'content')[] | undefined;
}

/** Nothing more is to be done for them. */
export interface DiscardJob extends LetterJob {
  readonly discarded: number;
  /** Sealed: why. */
  readonly note: string;
}

interface JobsAsked {
  readonly tenant_id: string;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Patterns of every channel's app: each takes {items: In[]} and answers Out[] in the same order. */
export interface DeadLettersRpc {
  /** Newest first; as many as there are, `limit` at most. */
  'delivery.dead_letters.list': {
    in: DeadLetterFilter & {
      readonly tenant_id: string;
      readonly state?: DeadLetterState | undefined;
      readonly cursor?: string | undefined;
      readonly limit: number;
    };
    out: readonly DeadLetterSummary[];
  };
  'delivery.dead_letters.find': { in: TenantsThing; out: DeadLetterDetail | null };
  'delivery.dead_letters.contents': { in: TenantsThing; out: SealedDelivery | null };
  /** `number`: which replay of this letter, from 1. Asked for again it is not made again. */
  'delivery.dead_letters.replay': {
    in: TenantsThing & { readonly number: number; readonly by: string; readonly edit?: DeliveryEdit | undefined };
    out: ReplayAnswer | null;
  };
  /** How it stands now: `discarded`, or whatever else it had become before. */
  'delivery.dead_letters.discard': {
    in: TenantsThing & { readonly by: string; readonly note: string };
    out: DeadLetterState | null;
  };
  /** Again with the same id is the same job. */
  'delivery.replays.start': {
    in: TenantsThing & {
      readonly filter: DeadLetterFilter;
      readonly rate: number;
      readonly by: string;
      /** Of each. */
      readonly edit?: DeliveryEdit | undefined;
    };
    out: ReplayJob;
  };
  'delivery.replays.find': { in: TenantsThing; out: ReplayJob | null };
  'delivery.replays.list': { in: JobsAsked; out: readonly ReplayJob[] };
  'delivery.replays.cancel': { in: TenantsThing; out: ReplayJob | null };
  /** Again with the same id is the same job. */
  'delivery.discards.start': {
    in: TenantsThing & { readonly filter: DeadLetterFilter; readonly note: string; readonly by: string };
    out: DiscardJob;
  };
  'delivery.discards.find': { in: TenantsThing; out: DiscardJob | null };
  'delivery.discards.list': { in: JobsAsked; out: readonly DiscardJob[] };
  'delivery.discards.cancel': { in: TenantsThing; out: DiscardJob | null };
}
