import type { Priority } from '../channels.js';
import type { AccountsRpc } from './accounts.js';
import type { PausesRpc } from './pauses.js';

/** A delivery to take back; whose it is, and which lane tells of it. */
export interface Cancellable {
  readonly delivery_id: string;
  readonly notification_id: string;
  readonly tenant_id: string;
  readonly user_id?: string;
  readonly priority: Priority;
}

/** Patterns of every channel's app, about what is of its channel: each takes {items: In[]} and answers Out[] in the same order. */
export interface DeliveryRpc extends AccountsRpc, PausesRpc {
  /** Whether it will not be sent: nothing of it had left. */
  'delivery.cancel': { in: Cancellable; out: boolean };
}
