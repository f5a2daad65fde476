import { Inject, Injectable } from '@nestjs/common';
import { uuidv7Floor, uuidv7Time } from '#libs/kernel';
import { Database } from '#libs/persistence';
import type { AuditEvent } from '../audit.answers.js';
import { findEvents, type AuditRow } from '../audit.statements.js';
import type { AuditQuery } from './audit-query.js';

const DAY_MS = 86_400_000;
const DAYS_UNASKED = 31;
/** Rows of this minute are under its beginning; a change that is just made may be a little ahead of our clock. */
const AHEAD_MS = 60_000;

export interface AuditPage {
  readonly items: readonly AuditEvent[];
  readonly next_cursor?: string;
}

@Injectable()
export class SearchAuditService {
  constructor(@Inject(Database) private readonly db: Database) {}

  /** Newest first. The ids are the cursors, and carry the times: of collapsed calls, that of their minute. */
  async search(tenantId: string, { from, to, cursor, limit, actor, action, outcome }: AuditQuery): Promise<AuditPage> {
    const end = to === undefined ? Date.now() + AHEAD_MS : Date.parse(to);
    const begin = from === undefined ? end - DAYS_UNASKED * DAY_MS : Date.parse(from);
    const last = uuidv7Floor(Math.max(0, end));
    const place = cursor?.toLowerCase() ?? last;
    const rows = await this.db.query<AuditRow>(
      findEvents({
        ...{ tenantId, actor, action, outcome },
        from: uuidv7Floor(Math.max(0, begin)),
        below: place < last ? place : last,
        limit: limit + 1,
      }),
    );
    const items = rows.slice(0, limit).map(eventOf);
    return { items, ...(rows.length > limit ? { next_cursor: items.at(-1)!.id } : {}) };
  }
}

function eventOf({ id, ...row }: AuditRow): AuditEvent {
  const given = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
  return { id, at: new Date(uuidv7Time(id)).toISOString(), ...given } as AuditEvent;
}
