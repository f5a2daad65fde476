import type { Content, Priority, Target } from '#libs/contracts';

/** One delivery to make, opened: what a provider's adapter needs, and nothing of Kafka or the ledger. */
export interface ProviderCall {
  readonly deliveryId: string;
  readonly notificationId: string;
  readonly tenantId: string;
  /** Absent when the notification went to an address and not to a stored user. */
  readonly userId?: string | undefined;
  readonly notificationType: string;
  readonly category?: string | undefined;
  /** Its type goes out whatever the user has opted out of. */
  readonly critical?: boolean | undefined;
  readonly priority: Priority;
  /** Asked for with a test key. */
  readonly test?: true | undefined;
  /** From 1. */
  readonly attempt: number;
  readonly target: Target;
  readonly content: Content;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** It waited by our own doing: what it brings may have changed since. */
  readonly delayed?: true | undefined;
  /** ISO 8601: acceptance by the gateway. */
  readonly timestamp: string;
  /** ISO 8601: after this nobody wants it any more. */
  readonly expiresAt?: string | undefined;
  /** An event for a producer: the body of its content is the payload as it is. */
  readonly subscriptionId?: string | undefined;
}

/** One of which nobody knows what came of it. */
export interface DoubtfulCall extends ProviderCall {
  /** ISO 8601: when its attempt was claimed. The call came within seconds after that. */
  readonly calledAt: string;
}

/**
 * How a call ended, as far as anyone knows:
 * - sent: the provider has it; `delivered` where the answer itself is the proof (a webhook's 2xx, an inbox row);
 * - rejected: refused for good (`bounced`: the target itself is bad); trying again would not help;
 * - retry: certainly not taken, and worth trying again (`afterMs`: the provider said when);
 * - unknown: it may have been taken. The delivery is in doubt, and its type decides;
 * - uncalled: there was no room for it; it is tried again, and this was no attempt.
 */
export type Outcome =
  | {
      readonly kind: 'sent';
      readonly providerMessageId?: string | undefined;
      readonly delivered?: true | undefined;
      readonly detail?: string;
    }
  | {
      readonly kind: 'rejected';
      readonly code: string;
      readonly detail?: string;
      readonly bounced?: boolean | undefined;
    }
  | { readonly kind: 'retry'; readonly code: string; readonly detail?: string; readonly afterMs?: number | undefined }
  | { readonly kind: 'unknown'; readonly code: string; readonly detail?: string }
  | {
      readonly kind: 'uncalled';
      readonly code: string;
      readonly detail?: string;
      readonly afterMs?: number | undefined;
    };

/** What came of trying an account: `code` as in outcomes, `detail` in the provider's words. */
export type Trial = { readonly ok: true } | { readonly ok: false; readonly code: string; readonly detail?: string };

/**
 * What makes a channel. The engine does the rest: claims, time-outs, breaker, retries, settlement.
 *
 * `send` answers one outcome a call, in order. It may throw: everything in the call is then `unknown`. It neither retries nor
 * hides an error; when `signal` fires (time-out) it gives up and answers `unknown` for what may have left.
 */
export interface Provider {
  /** As in metrics, the ledger and the simulator: 'sendgrid', 'twilio', … */
  readonly name: string;
  /** How many deliveries one call takes at most; 1: single calls. */
  readonly group: number;
  send(calls: ProviderCall[], signal: AbortSignal): Promise<Outcome[]>;
  /** Whether it can send there at all; absent: to every target of its channel. */
  serves?(target: Target): boolean;
  /**
   * Whether an outcome speaks against the provider as a whole, and so for opening its breaker. By default `retry` and `unknown`
   * do. A channel whose targets are hosts of their own (webhooks) should count only what concerns all of them.
   */
  speaksAgainst?(outcome: Outcome): boolean;
  /** One harmless call that shows whether the credentials are good. */
  try?(signal: AbortSignal): Promise<Trial>;
  /**
   * Whether the provider has what is in doubt, in order; undefined: it cannot say. Only asked some seconds after the call. A `false`
   * must be certain: it has the message sent again.
   */
  ask?(calls: readonly DoubtfulCall[], signal: AbortSignal): Promise<(boolean | undefined)[]>;
  close?(): void | Promise<void>;
}
