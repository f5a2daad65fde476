import type { Outcome, Provider, ProviderCall } from '#libs/delivery';
import { hashKey } from '#libs/kernel';
import { isUnavailable, splitOnError } from '#libs/persistence';
import type { Vault } from '#libs/vault';
import type { Inbox } from '../../items/inbox.js';
import type { Bell } from '../../live/bell.js';
import type { StoredItem } from '../../items/item-row.js';

const DELIVERED: Outcome = { kind: 'sent', delivered: true };
/** Whether it was stored or not, storing it again changes nothing. */
const LATER: Outcome = { kind: 'retry', code: 'database_unavailable' };
const refused = (): Outcome => ({ kind: 'rejected', code: 'refused', detail: 'The inbox cannot store this item' });

/** The one provider that is our own table. What is stored is delivered: there is nobody else to ask. */
export class InboxProvider implements Provider {
  readonly name = 'inbox';
  readonly group = 500;

  constructor(
    private readonly inbox: Pick<Inbox, 'add'>,
    private readonly vault: Pick<Vault, 'seal'>,
    private readonly bell: Pick<Bell, 'ring'>,
    readonly close?: () => Promise<void>,
  ) {}

  async send(calls: ProviderCall[]): Promise<Outcome[]> {
    const items = calls.map((call) => this.item(call));
    try {
      const settled = await splitOnError(items, (group) => this.store(group));
      return settled.map((s) => (s.ok ? DELIVERED : refused()));
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      return calls.map(() => LATER);
    }
  }

  private async store(group: readonly StoredItem[]): Promise<readonly StoredItem[]> {
    this.bell.ring(await this.inbox.add(group.toSorted((a, b) => (a.id < b.id ? -1 : 1))));
    return group;
  }

  private item(call: ProviderCall): StoredItem {
    const userId = call.target.channel === 'in_app' ? call.target.user_id : (call.userId ?? '');
    return {
      id: call.deliveryId,
      notification_id: call.notificationId,
      tenant_id: call.tenantId,
      user_key: hashKey(call.tenantId, userId),
      notification_type: call.notificationType,
      priority: call.priority,
      attempt: call.attempt,
      content: this.vault.seal(call.tenantId, JSON.stringify(call.content)),
      created_at: new Date().toISOString(),
    };
  }
}
