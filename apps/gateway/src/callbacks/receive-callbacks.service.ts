import { Inject, Injectable } from '@nestjs/common';
import { Outbox, type OutboxRowInput, type Staged } from '#libs/messaging';
import { logger } from '#libs/observability';
import { Database, grouped, type Transaction } from '#libs/persistence';
import { Vault } from '#libs/vault';
import type { StoredNotification } from '../notifications/intake/intent.js';
import { findNotifications } from '../notifications/intake/notifications.statements.js';
import { isOurs, statusEventOf, type CallbackEvent, type CallbackOrigin } from './callback-event.js';
import { feedbackRows, keptFor, saidTo, wordOf } from './feedback/feedback-record.js';
import { statusRows } from './status-rows.js';
import { keepDeploymentWords } from './words/deployment-words.statements.js';
import type { InboundWord } from './words/inbound-word.js';
import { keepInboundWords, type NamedWord } from './words/inbound-words.statements.js';

const log = logger('callbacks');
const CALLS = 200;
/** Of all calls of a group: four outbox rows or so. */
const EVENTS = 2_000;

/** What one call of a provider brings. */
export interface CallbackCall {
  readonly events?: readonly CallbackEvent[];
  readonly words?: readonly InboundWord[];
}

/** Who takes what the callbacks of a provider bring; resolves when all of it is safe. */
export interface Callbacks {
  receive(call: CallbackCall): Promise<void>;
}

interface Known {
  readonly event: CallbackEvent;
  readonly origin: CallbackOrigin;
}

/**
 * Keeps what providers say, in one transaction for the calls that come together: status events in the outbox, and beside them what
 * follows for the addresses, so that neither is there without the other. Then the provider is answered.
 */
@Injectable()
export class ReceiveCallbacksService implements Callbacks {
  private readonly keep: (call: CallbackCall) => Promise<void>;

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(Vault) private readonly vault: Vault,
  ) {
    this.keep = grouped(
      async (calls: CallbackCall[]) => {
        await this.store(
          calls.flatMap(({ events = [] }) => events),
          calls.flatMap(({ words = [] }) => words),
        );
        return calls.map(() => undefined);
      },
      { max: CALLS, bytes: { of: ({ events = [], words = [] }) => events.length + words.length, max: EVENTS } },
    );
  }

  /** Resolves when all of it is safe. What is not about a delivery of ours is left out. */
  async receive({ events = [], words = [] }: CallbackCall): Promise<void> {
    const ours = events.filter(isOurs);
    if (ours.length < events.length) log.info({ left_out: events.length - ours.length }, 'events of others');
    if (ours.length > 0 || words.length > 0) await this.keep({ events: ours, words });
  }

  private async store(events: readonly CallbackEvent[], words: readonly InboundWord[]): Promise<void> {
    const rows = this.rowsOf(await this.resolve(events));
    if (rows.length === 0 && words.length === 0) return;
    let staged: Staged | undefined;
    await this.db.transaction(async (tx) => {
      const heard = words.length > 0 ? await this.hear(tx, words) : [];
      staged = await this.outbox.stage(tx, [...rows, ...heard]);
    });
    if (staged) this.outbox.release(staged);
  }

  private rowsOf(known: readonly Known[]): OutboxRowInput[] {
    return [
      ...statusRows(known.flatMap(({ event, origin }) => statusEventOf(event, origin) ?? [])),
      ...feedbackRows(known.flatMap(({ event, origin }) => wordOf(event, origin.tenantId, this.vault) ?? [])),
    ];
  }

  private async hear(tx: Transaction, words: readonly InboundWord[]): Promise<OutboxRowInput[]> {
    const named = words.filter((word): word is NamedWord => word.messageId !== undefined);
    const kept = await tx.query<{ provider: string; message_id: string }>(keepInboundWords(named));
    const fresh = new Set(kept.map(({ provider, message_id }) => `${provider} ${message_id}`));
    const first = words.filter(
      ({ provider, messageId }) => messageId === undefined || fresh.delete(`${provider} ${messageId}`),
    );
    const toDeployment = first.filter(({ tenantId }) => tenantId === undefined);
    const lasting = toDeployment.flatMap((word) => keptFor(word, this.vault) ?? []);
    if (lasting.length > 0) tx.enqueue(keepDeploymentWords(lasting));
    return feedbackRows(first.flatMap((word) => saidTo(word, this.vault) ?? []));
  }

  private async resolve(events: readonly CallbackEvent[]): Promise<Known[]> {
    const strays = events.filter(({ origin }) => !origin);
    const found = strays.length > 0 ? await this.intentsOf(strays) : new Map<string, Found>();
    return events.flatMap((event): Known[] => {
      if (event.origin) return [{ event, origin: event.origin }];
      const intent = found.get(event.deliveryId);
      return intent ? [{ event: { ...event, test: event.test || intent.test }, origin: intent.origin }] : [];
    });
  }

  /** From our own intents, for what a provider did not bring back. */
  private async intentsOf(events: readonly CallbackEvent[]): Promise<Map<string, Found>> {
    const ids = [...new Set(events.map(({ notificationId }) => notificationId))];
    const found = await this.db.query<StoredNotification>(findNotifications(ids));
    return new Map(
      found.flatMap(({ tenant_id, intent }) =>
        intent.deliveries.map(({ id, channel }): [string, Found] => [
          id,
          { origin: { tenantId: tenant_id, channel, priority: intent.priority }, test: intent.test === true },
        ]),
      ),
    );
  }
}

interface Found {
  readonly origin: CallbackOrigin;
  readonly test: boolean;
}
