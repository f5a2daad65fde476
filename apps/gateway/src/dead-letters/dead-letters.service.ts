import { Inject, Injectable } from '@nestjs/common';
import { inWords } from '#libs/consent';
import { CHANNELS, type DeadLetterDetail, type DeadLetterSummary, type ReplayAnswer } from '#libs/contracts';
import { check, problems, type Problem } from '#libs/http';
import { Database } from '#libs/persistence';
import { Vault } from '#libs/vault';
import type { ActingClient } from '../audit/acting.js';
import { auditRow } from '../audit/audit.statements.js';
import { ChannelApps } from '../channel-apps.js';
import { inSomeChannel } from '../stuck/in-some-channel.js';
import { mergedPage, type MergedPage } from '../stuck/merged-page.js';
import { openedContents, type ContentsDocument } from '../stuck/opened-contents.js';
import { deadLettersQuery, discardRequest, replayLetterRequest } from './dead-letter-request.js';
import { DeliveryEdits, incomplete, namesOf } from './delivery-edits.js';

const WHAT = 'dead letter';

/**
 * Dead letters lie with the apps of their channels. What is done to one is audited before it is done, so that nothing is done
 * unseen; the letter itself says who closed it.
 */
@Injectable()
export class DeadLettersService {
  constructor(
    @Inject(ChannelApps) private readonly apps: ChannelApps,
    @Inject(Database) private readonly db: Database,
    @Inject(Vault) private readonly vault: Vault,
    @Inject(DeliveryEdits) private readonly edits: DeliveryEdits,
  ) {}

  async list(tenant_id: string, query: unknown): Promise<MergedPage<object>> {
    const { channel, limit, ...asked } = check(deadLettersQuery, query);
    const item = { ...asked, tenant_id, limit: limit + 1 };
    const found = await this.apps.all(channel ? [channel] : CHANNELS, 'delivery.dead_letters.list', item);
    const page = mergedPage(found, limit);
    return { ...page, items: page.items.map(explained) };
  }

  async get(tenant_id: string, id: string): Promise<object> {
    const { note, ...letter } = await this.find(tenant_id, id);
    const why = note === undefined ? undefined : this.vault.open(tenant_id, note);
    return { ...explained(letter), discarded_because: why };
  }

  async inspect(client: ActingClient, id: string): Promise<ContentsDocument> {
    const { tenant_id } = client;
    const letter = await this.find(tenant_id, id);
    await this.db.query(auditRow(client, { action: 'inspectDeadLetter', target: id }));
    const [sealed] = await this.apps.call(letter.channel, 'delivery.dead_letters.contents', [{ tenant_id, id }]);
    if (!sealed) throw problems.notFound(`There is no such ${WHAT}`);
    return openedContents(this.vault, tenant_id, sealed);
  }

  async replay(client: ActingClient, id: string, body: unknown): Promise<{ created: boolean; replayed: object }> {
    const request = check(replayLetterRequest, body ?? {});
    const { tenant_id, client_id: by } = client;
    const letter = await this.find(tenant_id, id);
    const edit = await this.edits.sealed(tenant_id, request, [letter.channel]);
    const details = { replay: request.replay, channel: request.channel, edited: namesOf(request) };
    await this.db.query(auditRow(client, { action: 'replayDeadLetter', target: id, details }));
    const item = { tenant_id, id, by, number: request.replay, edit };
    const [answer] = await this.apps.call(letter.channel, 'delivery.dead_letters.replay', [item]);
    if (!answer) throw problems.notFound(`There is no such ${WHAT}`);
    if (answer.outcome !== 'replayed') throw refusalOf(answer);
    const { outcome: _, created, delivery_id, ...rest } = answer;
    return { created, replayed: { id: delivery_id, replay_of: letter.delivery_id, ...rest } };
  }

  async discard(client: ActingClient, id: string, body: unknown): Promise<object> {
    const { reason } = check(discardRequest, body);
    const { tenant_id, client_id: by } = client;
    const { channel } = await this.find(tenant_id, id);
    await this.db.query(auditRow(client, { action: 'discardDeadLetter', target: id }));
    const item = { tenant_id, id, by, note: this.vault.seal(tenant_id, reason) };
    const [state] = await this.apps.call(channel, 'delivery.dead_letters.discard', [item]);
    if (state === 'discarded') return { id, state };
    throw state ? closed(state) : problems.notFound(`There is no such ${WHAT}`);
  }

  private find(tenant_id: string, id: string): Promise<DeadLetterDetail> {
    return inSomeChannel(this.apps, 'delivery.dead_letters.find', { tenant_id, id }, WHAT);
  }
}

const explained = <Letter extends DeadLetterSummary>(letter: Letter) => ({
  ...letter,
  why: inWords(letter.reason, { channel: letter.channel, type: letter.notification_type }),
});

const closed = (state: string): Problem =>
  problems.conflict('dead_letter_closed', 'The dead letter is closed', `It is ${state} already`);

function refusalOf(answer: Exclude<ReplayAnswer, { outcome: 'replayed' }>): Problem {
  switch (answer.outcome) {
    case 'closed':
      return closed(answer.state);
    case 'not_yet': {
      const next = `The next replay of this letter is number ${answer.replays + 1}`;
      return problems.conflict('not_that_replay', 'There are replays to be made before', next);
    }
    case 'incomplete':
      return incomplete(answer.missing);
  }
}
