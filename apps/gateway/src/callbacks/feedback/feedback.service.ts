import type { HeardWord } from '#libs/contracts';
import type { KafkaRecord } from '#libs/messaging';
import { logger } from '#libs/observability';
import type { Database } from '#libs/persistence';
import type { Vault } from '#libs/vault';
import type { Peer } from '../../intake-connections.js';
import { pageOfTenants } from '../../access/tenants.statements.js';
import { pageOfStops, type DeploymentStop } from '../words/deployment-words.statements.js';
import { wordsFor, type FeedbackRecord, type SaidToAll } from './feedback-record.js';

/** As many as apps/preferences takes in one call. */
const WORDS_A_CALL = 1_000;
const TENANTS_A_PAGE = 500;
const STOPS_A_PAGE = 500;
const log = logger('feedback');

export interface FeedbackParts {
  readonly db: Database;
  readonly preferences: Pick<Peer, 'call'>;
  readonly vault: Vault;
}

/**
 * Tells apps/preferences what was heard of addresses. The row stays until all of it is told, and may then be told again, by this
 * gateway or another: the same word again changes nothing, and one that is late does not undo what was said after it.
 */
export class FeedbackService {
  constructor(private readonly parts: FeedbackParts) {}

  readonly handle = async (records: readonly KafkaRecord[]): Promise<void> => {
    const said = records.map(({ value }) => JSON.parse(value) as FeedbackRecord);
    await this.tell(said.filter((one): one is HeardWord => !('to_all' in one)));
    for (const one of said) if ('to_all' in one) await this.tellAll(one);
  };

  /** What people have said to the deployment's numbers, for tenants that were not there then. */
  readonly handleNewTenants = async (records: readonly KafkaRecord[]): Promise<void> => {
    const tenants = records.map(({ value }) => value);
    let after = { channel: '', address_hash: '' };
    for (;;) {
      const page = await this.parts.db.query<DeploymentStop>(pageOfStops(after, STOPS_A_PAGE));
      await this.tell(page.flatMap((stop) => this.wordsOf(stop, tenants)));
      const last = page.at(-1);
      if (last === undefined || page.length < STOPS_A_PAGE) return;
      after = last;
    }
  };

  /** One that was sealed by a key which is gone must not keep the others from being told. */
  private wordsOf({ said_at, ...stop }: DeploymentStop, tenants: readonly string[]): HeardWord[] {
    try {
      return wordsFor({ ...stop, word: 'stop', said_at: said_at.toISOString() }, tenants, this.parts.vault);
    } catch (err) {
      log.error({ err }, 'a STOP to the deployment cannot be opened: new tenants do not know of it');
      return [];
    }
  }

  private async tell(words: readonly HeardWord[]): Promise<void> {
    for (let i = 0; i < words.length; i += WORDS_A_CALL)
      await this.parts.preferences.call('suppressions.hear', { items: words.slice(i, i + WORDS_A_CALL) });
  }

  private async tellAll(said: SaidToAll): Promise<void> {
    const { db, vault } = this.parts;
    let after = '';
    for (;;) {
      const page = await db.query<{ tenant_id: string }>(pageOfTenants(after, TENANTS_A_PAGE));
      const tenants = page.map(({ tenant_id }) => tenant_id);
      await this.tell(wordsFor(said, tenants, vault));
      const last = tenants.at(-1);
      if (last === undefined || tenants.length < TENANTS_A_PAGE) return;
      after = last;
    }
  }
}
