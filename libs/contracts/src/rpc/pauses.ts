import type { Channel } from '../channels.js';

/** What a pause stops: all that matches everything that is given. */
export interface PauseScope {
  readonly notification_type?: string | undefined;
  /** An account of a provider by its id, or a kind of provider. */
  readonly provider?: string | undefined;
}

export interface Pause extends PauseScope {
  readonly tenant_id: string;
  /** A name that its tenant gave it: the same in every channel that it concerns. */
  readonly id: string;
  /** All that it was made for, the channel that is asked among them. */
  readonly channels: readonly Channel[];
  /** Why, for people. */
  readonly note?: string | undefined;
  /** When it ends by itself. */
  readonly until?: string | undefined;
}

export interface StoredPause extends Pause {
  readonly channel: Channel;
  readonly created_at: string;
}

interface PausesOf {
  readonly tenant_id: string;
  readonly channel: Channel;
}

/** Pauses, in the app of each channel that they concern. */
export interface PausesRpc {
  /** All of a tenant's, or one by its name. */
  'delivery.pauses.list': { in: PausesOf & { readonly id?: string | undefined }; out: readonly StoredPause[] };
  /** In force on every instance when it is answered, or a moment later. */
  'delivery.pauses.put': {
    in: Pause & { readonly channel: Channel };
    out: StoredPause | { readonly refused: 'too_many' };
  };
  /** What it held becomes due; whether there was one. */
  'delivery.pauses.delete': { in: PausesOf & { readonly id: string }; out: boolean };
}
