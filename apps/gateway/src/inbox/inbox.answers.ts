import { z } from 'zod';

const inboxItem = z.object({
  id: z.string(),
  notification_id: z.string(),
  notification_type: z.string(),
  priority: z.string(),
  content: z.object({ title: z.string(), body: z.string(), data: z.record(z.string(), z.unknown()).optional() }),
  created_at: z.string(),
  read_at: z.string().optional(),
});

export const inboxPageAnswer = z
  .object({ items: z.array(inboxItem), unread: z.int(), next_cursor: z.string().optional() })
  .meta({ id: 'InboxPage' });

export const unreadAnswer = z.object({ unread: z.int() });
