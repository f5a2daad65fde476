import type { Channel, EscalationStep, Priority, Reason, Target } from '#libs/contracts';
import type { Status } from '#libs/kernel';

/** Where one delivery starts. What can be tried has a target; what can't says why. */
export type PlannedDelivery =
  | {
      readonly id: string;
      readonly channel: Channel;
      readonly status: 'ACCEPTED';
      readonly target: Target;
      /** What the target was read from: the same object again is the same target again. */
      readonly source: object;
      /** The target is the one that the test key names. */
      readonly redirected?: true | undefined;
    }
  | {
      readonly id: string;
      readonly channel: Channel;
      readonly status: 'FAILED' | 'UNSUBSCRIBED' | 'SUPPRESSED';
      readonly reason: Reason;
    }
  /** Stands for the deliveries of its channel until they may be planned. */
  | {
      readonly id: string;
      readonly channel: Channel;
      readonly status: 'SCHEDULED';
      readonly reason: Reason;
      readonly due_at: string;
    };

/** A delivery as it lies in the store: its target sealed. */
export interface StoredDelivery {
  readonly id: string;
  readonly channel: Channel;
  readonly status: Extract<
    Status,
    'ACCEPTED' | 'FAILED' | 'UNSUBSCRIBED' | 'SUPPRESSED' | 'SCHEDULED' | 'CANCELLED' | 'EXPIRED'
  >;
  readonly reason?: Reason;
  readonly due_at?: string;
  readonly target?: string;
  readonly redirected?: true | undefined;
  /** Of a step that was taken since it was not seen in time. */
  readonly escalated?: true | undefined;
}

/** One step of an escalation, and what became of it. */
export interface StoredStep extends EscalationStep {
  readonly state: 'waiting' | 'done' | 'not_needed' | 'cancelled';
  readonly due_at: string;
}

/** What was asked for, and what was made of it: the json beside the sealed content. */
export interface Intent {
  readonly user_id?: string;
  readonly type: string;
  readonly category: string;
  readonly critical?: true | undefined;
  readonly ignores_quiet_hours?: true | undefined;
  readonly priority: Priority;
  readonly channels: readonly Channel[];
  readonly when_in_doubt: 'resend' | 'hold';
  /** The most of its category that its recipient gets in a day, and whether this one was counted. */
  readonly daily_cap?: number | undefined;
  readonly counted?: true | undefined;
  readonly accepted_at: string;
  readonly expires_at: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly idempotency_key?: string;
  readonly traceparent?: string;
  /** Asked for with a test key. */
  readonly test?: true | undefined;
  /** Sealed JSON of the `TestRedirect` that the key had then: what is planned later goes there as well. */
  readonly redirect?: string | undefined;
  readonly preferences_version?: number | undefined;
  /** How often it has been planned again; absent: never. */
  readonly plans?: number;
  /** Absent for what does not escalate. */
  readonly escalation?: readonly StoredStep[] | undefined;
  /** Sealed JSON of the addresses that came with the request, where a step may need others than the first deliveries. */
  readonly addresses?: string | undefined;
  readonly deliveries: readonly StoredDelivery[];
}

/** `state` in the table. Held: at least one delivery waits here. */
export const PLANNED = 0;
export const HELD = 1;
export const CANCELLED = 2;
export const EXPIRED = 3;

/** Held as long as anything of it waits here. */
export const stateOf = (deliveries: readonly StoredDelivery[]): number =>
  deliveries.some(({ status }) => status === 'SCHEDULED') ? HELD : PLANNED;

export interface StoredNotification {
  readonly id: string;
  readonly tenant_id: string;
  readonly state: number;
  /** Sealed JSON of `Content`. */
  readonly content: string;
  readonly intent: Intent;
}

/** Addresses of someone who is not stored, or what those have joined who are to get it. */
export interface InlineAddresses {
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly slack_url?: string | undefined;
  readonly whatsapp?: string | undefined;
  readonly topic?: string | undefined;
  readonly condition?: string | undefined;
}
