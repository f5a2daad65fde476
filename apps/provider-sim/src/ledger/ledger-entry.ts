import type { ProviderName } from '../providers/provider-name.js';

/** One recipient of one accepted call. */
export interface Send {
  readonly to: string;
  readonly notification_id?: string;
  readonly delivery_id?: string;
  /** SendGrid: comes back with every event, whatever it is. */
  readonly custom_args?: Readonly<Record<string, string>>;
  /** The id under which the provider knows it. */
  readonly message_id: string;
  /** Where this message's callbacks go, where the protocol says so in each call. */
  readonly callback_url?: string;
  /** Vonage, WhatsApp: a string of the caller's that comes back with everything that is told of the message. */
  readonly reference?: string;
  /** Vonage: the number or name that it went out from. */
  readonly sender?: string;
  /** Webhook: whether the signature was checked. */
  readonly signature?: 'valid' | 'unchecked';
}

export interface RawRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

/** One accepted call: a line of the ledger's file. */
export interface AcceptedCall {
  readonly provider: ProviderName;
  readonly at: string;
  readonly sends: readonly Send[];
  readonly request: RawRequest;
}

/** What the control API shows: one accepted send. */
export interface LedgerEntry extends Send {
  readonly seq: number;
  readonly provider: ProviderName;
  readonly at: string;
  readonly raw?: RawRequest;
}
