import { z } from 'zod';
import { CHANNELS } from '#libs/contracts';
import { STATUSES } from '#libs/kernel';
import { pageCursor } from '../../page-cursor.js';
import { metadataEntries, typeName, userId } from '../send-notification/notification-request.js';

const MOST_ENTRIES = 10;

const time = z.iso.datetime({ offset: true, error: 'must be a time in ISO 8601, as 2026-01-31T12:00:00Z' });

export const searchQuery = z.strictObject({
  user_id: userId.optional(),
  notification_type: typeName.optional(),
  channel: z.enum(CHANNELS).optional(),
  status: z.enum(STATUSES).optional(),
  metadata: metadataEntries
    .refine((entries) => Object.keys(entries).length <= MOST_ENTRIES, `must have at most ${MOST_ENTRIES} entries`)
    .refine((entries) => !Object.entries(entries).flat().join('').includes('\0'), 'must not contain NUL')
    .optional()
    .meta({ description: 'All of these entries: metadata[order]=123' }),
  after: time.optional().meta({ description: 'Accepted at this time or later' }),
  before: time.optional().meta({ description: 'Accepted before this time' }),
  cursor: pageCursor.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

const ENTRY = /^metadata\[(.*)\]$/s;

/** As it stands in the address, with `metadata[key]=value` brought together. */
export function nested(query: object): Record<string, unknown> {
  const metadata: [string, unknown][] = [];
  const others: [string, unknown][] = [];
  for (const [name, value] of Object.entries(query)) {
    const key = ENTRY.exec(name)?.[1];
    // What nobody can have stored is left to be refused by its whole name.
    if (key === undefined || key === '__proto__') others.push([name, value]);
    else metadata.push([key, value]);
  }
  return Object.fromEntries(metadata.length > 0 ? [...others, ['metadata', Object.fromEntries(metadata)]] : others);
}
