import { Inject, Injectable } from '@nestjs/common';
import { CHANNELS, type DoubtDetail, type DoubtSummary } from '#libs/contracts';
import { check, problems } from '#libs/http';
import { Database } from '#libs/persistence';
import { Vault } from '#libs/vault';
import type { ActingClient } from '../audit/acting.js';
import { auditRow } from '../audit/audit.statements.js';
import { ChannelApps } from '../channel-apps.js';
import { inSomeChannel } from '../stuck/in-some-channel.js';
import { mergedPage, type MergedPage } from '../stuck/merged-page.js';
import { openedContents, type ContentsDocument } from '../stuck/opened-contents.js';
import { doubtsQuery, resolveAllRequest, resolveRequest } from './doubt-request.js';

const WHAT = 'delivery in doubt';

/** Doubts lie with the apps of their channels. What is done about one is audited before it is done. */
@Injectable()
export class InDoubtService {
  constructor(
    @Inject(ChannelApps) private readonly apps: ChannelApps,
    @Inject(Database) private readonly db: Database,
    @Inject(Vault) private readonly vault: Vault,
  ) {}

  async list(tenant_id: string, query: unknown): Promise<MergedPage<DoubtSummary>> {
    const { channel, limit, ...asked } = check(doubtsQuery, query);
    const item = { ...asked, tenant_id, limit: limit + 1 };
    return mergedPage(await this.apps.all(channel ? [channel] : CHANNELS, 'delivery.doubts.list', item), limit);
  }

  get(tenant_id: string, id: string): Promise<DoubtDetail> {
    return inSomeChannel(this.apps, 'delivery.doubts.find', { tenant_id, id }, WHAT);
  }

  async inspect(client: ActingClient, id: string): Promise<ContentsDocument> {
    const { tenant_id } = client;
    const { channel } = await this.get(tenant_id, id);
    await this.db.query(auditRow(client, { action: 'inspectDoubt', target: id }));
    const [sealed] = await this.apps.call(channel, 'delivery.doubts.contents', [{ tenant_id, id }]);
    if (!sealed) throw problems.notFound(`There is no such ${WHAT}`);
    return openedContents(this.vault, tenant_id, sealed);
  }

  async resolve(client: ActingClient, id: string, body: unknown): Promise<object> {
    const { resolution } = check(resolveRequest, body);
    const { tenant_id, client_id: by } = client;
    const { channel } = await this.get(tenant_id, id);
    await this.db.query(auditRow(client, { action: 'resolveDoubt', target: id, details: { resolution } }));
    const [resolved] = await this.apps.call(channel, 'delivery.doubts.resolve', [{ tenant_id, id, resolution, by }]);
    if (!resolved)
      throw problems.conflict('not_in_doubt', 'It is not in doubt any more', 'Somebody else knew or decided first');
    return { id, resolution };
  }

  async resolveAll(client: ActingClient, body: unknown): Promise<object> {
    const { resolution, channels = CHANNELS, ...filter } = check(resolveAllRequest, body);
    const { tenant_id, client_id: by } = client;
    const { user_id: _, ...told } = filter;
    await this.db.query(auditRow(client, { action: 'resolveDoubts', details: { resolution, channels, ...told } }));
    const item = { tenant_id, filter, resolution, by };
    const { answers, unavailable } = await this.apps.anyOf(channels, 'delivery.doubts.resolve_all', item);
    return {
      resolved: answers.reduce((all, { answer }) => all + answer.resolved, 0),
      more: answers.some(({ answer }) => answer.more),
      ...(unavailable.length > 0 && { unavailable }),
    };
  }
}
