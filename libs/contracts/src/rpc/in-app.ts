import type { z } from 'zod';
import type { inboxItem } from '../live/inbox-live.js';
import type { UserKey } from './preferences.js';

export type InboxItem = Readonly<z.infer<typeof inboxItem>>;

export interface InboxPage {
  readonly items: readonly InboxItem[];
  readonly unread: number;
  readonly next_cursor?: string;
}

/** Patterns of apps/in-app: each takes {items: In[]} and answers Out[] in the same order. */
export interface InAppRpc {
  'in_app.list': {
    in: UserKey & { readonly limit: number; readonly cursor?: string; readonly unread_only?: boolean };
    out: InboxPage;
  };
  'in_app.unread': { in: UserKey; out: number };
  /** How many were unread before; null where one of the ids is not an item of this user. */
  'in_app.read': { in: UserKey & { readonly ids: readonly string[] }; out: number | null };
  'in_app.read_all': { in: UserKey; out: number };
}
