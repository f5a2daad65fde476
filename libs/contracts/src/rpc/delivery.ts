import type { Priority } from '../channels.js';
import type { DeadLettersRpc } from './dead-letters.js';
import type { DoubtsRpc } from './doubts.js';
import type { AccountsRpc } from './accounts.js';
import type { PausesRpc } from './pauses.js';
import type { EndpointKey, EndpointStanding } from './endpoints.js';

/** A delivery to take back; whose it is, and which lane tells of it. */
export interface Cancellable {
  readonly delivery_id: string;
  readonly notification_id: string;
  readonly tenant_id: string;
  readonly user_id?: string;
  readonly priority: Priority;
  readonly test?: true;
}

/** How a delivery stands in the ledger of its channel. */
export interface LedgerStanding {
  readonly state:
    | 'waiting'
    | 'claimed'
    | 'retry'
    | 'doubt'
    | 'sent'
    | 'failed'
    | 'dead'
    | 'expired'
    | 'cancelled'
    | 'unsubscribed'
    | 'suppressed';
  /** The last one that was made; 0 before the first. */
  readonly attempt: number;
  /** Why the last attempt that failed did. */
  readonly code?: string | undefined;
  readonly updated_at: string;
}

/** Patterns of every channel's app, about what is of its channel: each takes {items: In[]} and answers Out[] in the same order. */
export interface DeliveryRpc extends AccountsRpc, DeadLettersRpc, DoubtsRpc, PausesRpc {
  /** Whether it will not be sent: nothing of it had left. Asked again it is the same answer. */
  'delivery.cancel': { in: Cancellable; out: boolean };
  /** null: nothing of it has come here (yet). */
  'delivery.states': { in: { readonly tenant_id: string; readonly delivery_id: string }; out: LedgerStanding | null };
  /** Of webhooks: null for an endpoint that is called as it should be, and in all other channels. */
  'delivery.endpoints': { in: EndpointKey; out: EndpointStanding | null };
  /** Whether it was disabled, and is called again from now on. */
  'delivery.enable_endpoint': { in: EndpointKey; out: boolean };
}
