import { content, type InboxItem, type Priority } from '#libs/contracts';
import type { Vault } from '#libs/vault';

/** An item as it is stored, and as it travels between instances: sealed. */
export interface StoredItem {
  readonly id: string;
  readonly notification_id: string;
  readonly tenant_id: string;
  readonly user_key: string;
  readonly notification_type: string;
  readonly priority: Priority;
  readonly attempt: number;
  /** Sealed JSON of `Content`. */
  readonly content: string;
  /** ISO 8601. */
  readonly created_at: string;
}

export type ItemRow = Omit<StoredItem, 'created_at'> & { readonly created_at: Date; readonly read_at: Date | null };

export function openItem(vault: Pick<Vault, 'open'>, item: StoredItem, readAt?: Date | null): InboxItem {
  return {
    id: item.id,
    notification_id: item.notification_id,
    notification_type: item.notification_type,
    priority: item.priority,
    content: content.parse(JSON.parse(vault.open(item.tenant_id, item.content))),
    created_at: item.created_at,
    ...(readAt && { read_at: readAt.toISOString() }),
  };
}

export const openRow = (vault: Pick<Vault, 'open'>, row: ItemRow): InboxItem =>
  openItem(vault, { ...row, created_at: row.created_at.toISOString() }, row.read_at);
