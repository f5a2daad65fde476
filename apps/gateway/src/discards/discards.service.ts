import { Inject, Injectable } from '@nestjs/common';
import { CHANNELS, type DiscardJob } from '#libs/contracts';
import { check, problems } from '#libs/http';
import { isUuid, uuidv7 } from '#libs/kernel';
import { Database } from '#libs/persistence';
import { Vault } from '#libs/vault';
import type { ActingClient } from '../audit/acting.js';
import { auditRow } from '../audit/audit.statements.js';
import { ChannelApps, type OfChannels } from '../channel-apps.js';
import { jobsQuery } from '../stuck/stuck-query.js';
import { jobPage, jobsFound } from '../stuck/letter-job.js';
import type { MergedPage } from '../stuck/merged-page.js';
import { discardDocument, type DiscardDocument } from './discard-document.js';
import { discardManyRequest } from './discard-request.js';

/** Dead letters that are done with by the many. Audited before it is done; each letter says who closed it, and why. */
@Injectable()
export class DiscardsService {
  constructor(
    @Inject(ChannelApps) private readonly apps: ChannelApps,
    @Inject(Database) private readonly db: Database,
    @Inject(Vault) private readonly vault: Vault,
  ) {}

  async start(client: ActingClient, body: unknown): Promise<DiscardDocument> {
    const { channels = CHANNELS, because, ...filter } = check(discardManyRequest, body);
    const { tenant_id, client_id: by } = client;
    const id = uuidv7();
    // Whom it concerns, by name or by id, and what people say of it are nothing for the audit log.
    const { user_id: _, ...told } = filter;
    await this.db.query(auditRow(client, { action: 'startDiscard', target: id, details: { channels, ...told } }));
    const item = { tenant_id, id, filter, note: this.vault.seal(tenant_id, because), by };
    const { answers, unavailable } = await this.apps.anyOf(channels, 'delivery.discards.start', item);
    const jobs = answers.map(({ answer }) => answer);
    return discardDocument(this.vault, tenant_id, jobs, unavailable);
  }

  async list(tenant_id: string, query: unknown): Promise<MergedPage<DiscardDocument>> {
    const { cursor, limit } = check(jobsQuery, query);
    const asked = { tenant_id, cursor, limit: limit + 1 };
    const answers = await this.apps.all(CHANNELS, 'delivery.discards.list', asked);
    return jobPage(answers, limit, (jobs) => discardDocument(this.vault, tenant_id, jobs));
  }

  async get(tenant_id: string, id: string): Promise<DiscardDocument> {
    if (!isUuid(id)) throw problems.notFound('There is no such discard');
    return this.documentOf(tenant_id, await this.apps.all(CHANNELS, 'delivery.discards.find', { tenant_id, id }));
  }

  async cancel(client: ActingClient, id: string): Promise<DiscardDocument> {
    const { tenant_id } = client;
    await this.get(tenant_id, id);
    await this.db.query(auditRow(client, { action: 'cancelDiscard', target: id }));
    return this.documentOf(tenant_id, await this.apps.all(CHANNELS, 'delivery.discards.cancel', { tenant_id, id }));
  }

  private documentOf(tenantId: string, found: OfChannels<DiscardJob | null>): DiscardDocument {
    const { jobs, unavailable } = jobsFound(found, 'discard');
    return discardDocument(this.vault, tenantId, jobs, unavailable);
  }
}
