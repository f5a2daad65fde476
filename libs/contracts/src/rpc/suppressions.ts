import type { Channel } from '../channels.js';
import type { ChangedBy } from './gateway.js';
import type { SuppressionReason } from './preferences.js';

/**
 * Channels whose addresses can be suppressed; the targets of the others are not addresses of the outside world. Of chat it is the
 * number of a person (WhatsApp): a room has none.
 */
export const SUPPRESSIBLE_CHANNELS = ['email', 'sms', 'chat'] as const;
export type SuppressibleChannel = (typeof SUPPRESSIBLE_CHANNELS)[number];

export const isSuppressible = (channel: Channel): channel is SuppressibleChannel =>
  channel === 'email' || channel === 'sms' || channel === 'chat';

/** An address, without telling it: the hash is the vault's `addressHash`. */
export interface AddressKey {
  readonly tenant_id: string;
  readonly channel: SuppressibleChannel;
  readonly address_hash: string;
}

export interface PutSuppression extends AddressKey {
  readonly reason: SuppressionReason;
  /** Who says so: `api`, or the provider whose callback did. */
  readonly source: string;
  /** For people; sealed where it is kept. */
  readonly note?: string | undefined;
  /** ISO 8601; absent: for good. */
  readonly expires_at?: string | undefined;
}

/**
 * What a provider tells of an address: that it must not be used any more, or that its owner wants messages again. Of words that
 * contradict each other the one that was said last counts, in whatever order and however often they are told.
 */
export type HeardWord = HeardSuppression | HeardLift;

interface Heard extends AddressKey {
  /** The provider. */
  readonly source: string;
  /** ISO 8601. */
  readonly said_at: string;
}

export interface HeardSuppression extends Heard {
  readonly word: 'suppress';
  readonly reason: SuppressionReason;
}

/** Takes back what the owner said (`stop`), and not that mail to it came back, or what the tenant says of it. */
export interface HeardLift extends Heard {
  readonly word: 'lift';
}

export interface Suppression extends PutSuppression {
  readonly id: string;
  readonly created_at: string;
}

export interface SuppressionPage {
  /** Newest first. */
  readonly items: readonly Suppression[];
  readonly next_cursor?: string;
}

/** More patterns of apps/preferences: each takes {items: In[]} and answers Out[] in the same order. */
export interface SuppressionsRpc {
  /** Again is allowed, and replaces what was said before. */
  'suppressions.put': {
    in: PutSuppression & { readonly by?: ChangedBy | undefined };
    out: { readonly suppression: Suppression; readonly created: boolean };
  };
  /** Answers whether it changed anything. */
  'suppressions.hear': { in: HeardWord; out: boolean };
  'suppressions.check': { in: AddressKey; out: Suppression | null };
  'suppressions.list': {
    in: {
      readonly tenant_id: string;
      readonly channel?: SuppressibleChannel | undefined;
      readonly cursor?: string | undefined;
      readonly limit: number;
    };
    out: SuppressionPage;
  };
  'suppressions.delete': {
    in: { readonly tenant_id: string; readonly id: string; readonly by?: ChangedBy | undefined };
    out: boolean;
  };
}
