import { Inject, Injectable } from '@nestjs/common';
import { CHANNELS, type ReplayJob } from '#libs/contracts';
import { check, problems } from '#libs/http';
import { isUuid, uuidv7 } from '#libs/kernel';
import { Database } from '#libs/persistence';
import type { ActingClient } from '../audit/acting.js';
import { auditRow } from '../audit/audit.statements.js';
import { ChannelApps, type OfChannels } from '../channel-apps.js';
import type { MergedPage } from '../stuck/merged-page.js';
import { replayDocument, type ReplayDocument } from './replay-document.js';
import { replayRequest, replaysQuery } from './replay-request.js';

/** A replay of many has one id, and a job of that id in each channel. */
@Injectable()
export class ReplaysService {
  constructor(
    @Inject(ChannelApps) private readonly apps: ChannelApps,
    @Inject(Database) private readonly db: Database,
  ) {}

  async start(client: ActingClient, body: unknown): Promise<ReplayDocument> {
    const { channels = CHANNELS, rate, ...filter } = check(replayRequest, body);
    const { tenant_id, client_id: by } = client;
    const id = uuidv7();
    // Whom it concerns, by name or by id, is nothing for the audit log.
    const { user_id: _, ...told } = filter;
    await this.db.query(auditRow(client, { action: 'startReplay', target: id, details: { channels, rate, ...told } }));
    const item = { tenant_id, id, filter, rate, by };
    const { answers, unavailable } = await this.apps.all(channels, 'delivery.replays.start', item);
    if (answers.length === 0) throw problems.unavailable('No channel answers');
    return replayDocument(
      answers.map(({ answer }) => answer),
      unavailable,
    );
  }

  async list(tenant_id: string, query: unknown): Promise<MergedPage<ReplayDocument>> {
    const { cursor, limit } = check(replaysQuery, query);
    const asked = { tenant_id, cursor, limit: limit + 1 };
    const { answers, unavailable } = await this.apps.all(CHANNELS, 'delivery.replays.list', asked);
    const byId = Map.groupBy(
      answers.flatMap(({ answer }) => answer),
      ({ id }) => id,
    );
    const sorted = [...byId.values()].sort(([a], [b]) => (a!.id < b!.id ? 1 : -1));
    const items = sorted.slice(0, limit).map((jobs) => replayDocument(jobs));
    return {
      items,
      ...(sorted.length > limit && { next_cursor: items.at(-1)!.id }),
      ...(unavailable.length > 0 && { unavailable }),
    };
  }

  async get(tenant_id: string, id: string): Promise<ReplayDocument> {
    if (!isUuid(id)) throw problems.notFound('There is no such replay');
    return documentOf(await this.apps.all(CHANNELS, 'delivery.replays.find', { tenant_id, id }));
  }

  async cancel(client: ActingClient, id: string): Promise<ReplayDocument> {
    const { tenant_id } = client;
    await this.get(tenant_id, id);
    await this.db.query(auditRow(client, { action: 'cancelReplay', target: id }));
    return documentOf(await this.apps.all(CHANNELS, 'delivery.replays.cancel', { tenant_id, id }));
  }
}

function documentOf({ answers, unavailable }: OfChannels<ReplayJob | null>): ReplayDocument {
  const jobs = answers.flatMap(({ answer }) => answer ?? []);
  if (jobs.length > 0) return replayDocument(jobs, unavailable);
  if (unavailable.length > 0) throw problems.unavailable(`Nobody answers for ${unavailable.join(', ')}`);
  throw problems.notFound('There is no such replay');
}
