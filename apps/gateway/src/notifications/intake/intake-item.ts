import type { Channel, EmailContent, NotificationType, Priority, TestMode, EscalationStep } from '#libs/contracts';
import type { Problem, ProblemDocument } from '#libs/http';
import type { Status } from '#libs/kernel';
import type { InlineAddresses } from './intent.js';

export interface IdempotencyKey {
  readonly key: string;
  /** Of the body that came with it. */
  readonly bodyHash: string;
}

/** One notification to take in, after validation, with its defaults filled in. */
export interface IntakeItem {
  readonly tenantId: string;
  readonly recipient:
    { readonly kind: 'user'; readonly userId: string } | { readonly kind: 'inline'; readonly to: InlineAddresses };
  readonly type: NotificationType;
  readonly priority: Priority;
  readonly channels: readonly Channel[];
  readonly content: {
    readonly title: string;
    readonly body: string;
    readonly data?: Record<string, unknown> | undefined;
    readonly email?: EmailContent | undefined;
  };
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly idempotency?: IdempotencyKey | undefined;
  readonly traceparent: string;
  /** What follows when it is not seen in time; absent: nothing. */
  readonly escalation?: readonly EscalationStep[] | undefined;
  /** Asked for with a test key. */
  readonly test?: TestMode | undefined;
}

/** A request that was refused before it could become an item, and whose refusal its key must remember. */
interface RefusedItem {
  readonly tenantId: string;
  readonly priority: Priority;
  readonly idempotency: IdempotencyKey;
  readonly refused: Problem;
}

export type IntakeEntry = IntakeItem | RefusedItem;

/** The body of a 202. */
export interface Accepted {
  readonly id: string;
  /** It reaches no recipient. */
  readonly test?: true | undefined;
  readonly status: Status;
  readonly reason?: string | undefined;
  readonly why?: string | undefined;
  readonly due_at?: string | undefined;
  readonly deliveries: readonly AcceptedDelivery[];
}

export interface AcceptedDelivery {
  readonly id: string;
  readonly channel: Channel;
  readonly status: Status;
  readonly reason?: string | undefined;
  readonly why?: string | undefined;
  readonly due_at?: string | undefined;
}

export type IntakeResult = { readonly replayed: boolean } & (
  | { readonly ok: true; readonly accepted: Accepted }
  | {
      readonly ok: false;
      readonly problem: ProblemDocument;
      readonly headers?: Readonly<Record<string, string>> | undefined;
    }
);
