import { Inject, Injectable } from '@nestjs/common';
import { CHANNELS, type ReplayJob } from '#libs/contracts';
import { check, problems } from '#libs/http';
import { isUuid, uuidv7 } from '#libs/kernel';
import { Database } from '#libs/persistence';
import type { ActingClient } from '../audit/acting.js';
import { auditRow } from '../audit/audit.statements.js';
import { ChannelApps, type OfChannels } from '../channel-apps.js';
import { DeliveryEdits, mustBeWhole, namesOf } from '../dead-letters/delivery-edits.js';
import { jobPage, jobsFound } from '../stuck/letter-job.js';
import type { MergedPage } from '../stuck/merged-page.js';
import { replayDocument, type ReplayDocument } from './replay-document.js';
import { jobsQuery } from '../stuck/stuck-query.js';
import { replayRequest } from './replay-request.js';

/** A replay of many has one id, and a job of that id in each channel. */
@Injectable()
export class ReplaysService {
  constructor(
    @Inject(ChannelApps) private readonly apps: ChannelApps,
    @Inject(Database) private readonly db: Database,
    @Inject(DeliveryEdits) private readonly edits: DeliveryEdits,
  ) {}

  async start(client: ActingClient, body: unknown): Promise<ReplayDocument> {
    const { channels = CHANNELS, rate, edit: asked = {}, ...filter } = check(replayRequest, body);
    const { tenant_id, client_id: by } = client;
    mustBeWhole(asked, channels);
    const edit = await this.edits.sealed(tenant_id, asked, channels, '/edit');
    const id = uuidv7();
    // Whom it concerns, by name or by id, is nothing for the audit log.
    const { user_id: _, ...told } = filter;
    const edited = edit && { channel: asked.channel, edited: namesOf(asked) };
    const details = { channels, rate, ...told, ...edited };
    await this.db.query(auditRow(client, { action: 'startReplay', target: id, details }));
    const item = { tenant_id, id, filter, rate, edit, by };
    const { answers, unavailable } = await this.apps.anyOf(channels, 'delivery.replays.start', item);
    return replayDocument(
      answers.map(({ answer }) => answer),
      unavailable,
    );
  }

  async list(tenant_id: string, query: unknown): Promise<MergedPage<ReplayDocument>> {
    const { cursor, limit } = check(jobsQuery, query);
    const asked = { tenant_id, cursor, limit: limit + 1 };
    const answers = await this.apps.all(CHANNELS, 'delivery.replays.list', asked);
    return jobPage(answers, limit, (jobs) => replayDocument(jobs));
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

function documentOf(found: OfChannels<ReplayJob | null>): ReplayDocument {
  const { jobs, unavailable } = jobsFound(found, 'replay');
  return replayDocument(jobs, unavailable);
}
