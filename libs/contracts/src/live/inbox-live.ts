import { z } from 'zod';
import { instant, priority, typeName, uuid } from '../common-fields.js';
import { content } from '../content.js';
import { ack, anyUuid, ended, type LiveNamespace } from './messages.js';

export const inboxAuth = z.object({ token: z.string().max(4_096).meta({ description: 'Of the end user' }) });

export const readRequest = z.union([z.object({ id: anyUuid }), z.object({ ids: z.array(anyUuid).min(1).max(500) })]);

export const listRequest = z
  .object({
    limit: z.int().min(1).max(100).default(20),
    cursor: anyUuid.optional(),
    unread_only: z.boolean().default(false),
  })
  .prefault({});

export const inboxItem = z.object({
  id: uuid,
  notification_id: uuid,
  notification_type: typeName,
  priority,
  content,
  created_at: instant,
  read_at: instant.optional(),
});

const unread = z.int().min(0);

const readAck = ack({ read: z.int().min(0).meta({ description: 'How many were unread before' }), unread });
export type ReadAck = z.infer<typeof readAck>;
const listAck = ack({ items: z.array(inboxItem), unread, next_cursor: z.string().optional() });

export const INBOX_LIVE: LiveNamespace = {
  title: 'The notification centre of one user',
  auth: inboxAuth,
  says: {
    read: { summary: 'Mark one item or several as read', body: readRequest, ack: readAck },
    read_all: { summary: 'Mark all items as read', ack: readAck },
    list: { summary: 'A page of the inbox, newest first', body: listRequest, ack: listAck },
  },
  told: {
    item: {
      summary: 'An item: the newest at the connection, then each that comes; told again by the same id',
      body: inboxItem,
    },
    unread: { summary: 'How many are unread', body: z.object({ unread }) },
    read: {
      summary: 'These are read now, maybe by another device of the user',
      body: z.array(z.object({ id: uuid, read_at: instant })).min(1),
    },
    ended,
  },
};
