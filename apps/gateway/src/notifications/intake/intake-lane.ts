import type { Channel, Priority } from '#libs/contracts';
import { problems, type Problem } from '#libs/http';
import { logger, metrics, traceIdOf } from '#libs/observability';
import { grouped, isUniqueViolation, splitOnError, type Settled } from '#libs/persistence';
import type { FoundInline, FoundRecipient, InlineRecipients, Recipients } from '../../recipients/found-recipient.js';
import { acceptedOf, refused, replay, stillRunning } from '../idempotency/answers.js';
import type { FoundKey, KeyRow, StoredAnswer } from '../idempotency/idempotency.statements.js';
import type { KeyStore } from '../idempotency/key-store.js';
import { decide, type Decision, type DecisionContext } from './decide.js';
import type { Sealer } from './build-notification.js';
import type { IntakeEntry, IntakeItem, IntakeResult } from './intake-item.js';
import type { IntakeStore, Write } from './intake-store.js';
import { HELD, type InlineAddresses } from './intent.js';

export interface LaneParts {
  readonly keys: KeyStore;
  readonly recipients: Recipients;
  readonly inline: InlineRecipients;
  readonly store: IntakeStore;
  readonly sealer: Sealer;
  readonly heldForMs: number;
  readonly timeFactor: number;
}

const GROUP = 250;
const log = logger('intake');

/**
 * Takes in what arrives together as one group: one look-up of keys and one of preferences, side by side, then one
 * transaction. Critical requests have a lane of their own, with its own connections.
 */
export class IntakeLane {
  readonly accept: (chunk: readonly IntakeEntry[]) => Promise<IntakeResult[]>;

  constructor(
    private readonly parts: LaneParts,
    inFlight: number,
  ) {
    this.accept = grouped((chunks) => this.acceptChunks(chunks), {
      max: GROUP,
      inFlight,
      bytes: { of: (chunk) => chunk.length, max: GROUP },
    });
  }

  private async acceptChunks(chunks: readonly (readonly IntakeEntry[])[]): Promise<IntakeResult[][]> {
    const results = await this.acceptGroup(chunks.flat());
    let from = 0;
    return chunks.map((chunk) => results.slice(from, (from += chunk.length)));
  }

  private async acceptGroup(entries: readonly IntakeEntry[]): Promise<IntakeResult[]> {
    const [known, recipients] = await Promise.all([this.parts.keys.find(entries), this.findRecipients(entries)]);
    const { sealer, heldForMs, timeFactor } = this.parts;
    const now = Date.now();
    const context = { sealer, at: new Date(now), heldUntil: new Date(now + heldForMs), timeFactor };
    const results: IntakeResult[] = [];
    const pending: Pending[] = [];
    for (const [index, entry] of entries.entries()) {
      const found = known.get(entry);
      if (found) results[index] = replay(found, entry.idempotency?.bodyHash ?? '');
      else pending.push(prepare(entry, index, recipients.get(entry), context));
    }
    await this.write(pending, results);
    return results;
  }

  private async findRecipients(entries: readonly IntakeEntry[]): Promise<Map<IntakeEntry, Found>> {
    const users: { entry: IntakeItem; tenantId: string; userId: string }[] = [];
    const inline: { entry: IntakeItem; tenantId: string; to: InlineAddresses; channels: readonly Channel[] }[] = [];
    for (const entry of entries) {
      if ('refused' in entry) continue;
      const { tenantId, recipient, channels } = entry;
      if (recipient.kind === 'user') users.push({ entry, tenantId, userId: recipient.userId });
      else inline.push({ entry, tenantId, to: recipient.to, channels });
    }
    const [ofUsers, ofInline] = await Promise.all([
      users.length > 0 ? this.parts.recipients.find(users) : [],
      inline.length > 0 ? this.parts.inline.find(inline) : [],
    ]);
    const found = new Map<IntakeEntry, Found>();
    users.forEach(({ entry }, i) => found.set(entry, ofUsers[i] as FoundRecipient));
    inline.forEach(({ entry }, i) => found.set(entry, ofInline[i] as FoundInline));
    return found;
  }

  private async write(pending: readonly Pending[], results: IntakeResult[]): Promise<void> {
    const writing: Pending[] = [];
    for (const one of pending) {
      results[one.index] = one.result;
      if (one.write.key || one.write.notification) writing.push(one);
    }
    const settled = await splitOnError(writing, async (part) => {
      await this.parts.store.write(part.map(({ write }) => write));
      return part;
    });
    report(settled);
    const failed = settled.flatMap((one, i) => (one.ok ? [] : [{ pending: writing[i] as Pending, error: one.error }]));
    for (const { pending: one, error } of failed) results[one.index] = await this.resultOfFailed(one, error);
  }

  /** Another process may have stored the same key meanwhile: then its answer is ours. */
  private async resultOfFailed({ entry }: Pending, error: unknown): Promise<IntakeResult> {
    if (!isUniqueViolation(error) || !entry.idempotency) return refused(cannotBeStored());
    const found: FoundKey | undefined = (await this.parts.keys.find([entry])).get(entry);
    return found ? replay(found, entry.idempotency.bodyHash) : refused(stillRunning());
  }
}

/** What was promised, once its commit is known. */
function report(settled: readonly Settled<Pending>[]): void {
  const accepted = new Map<Priority, number>();
  const detailed = log.isLevelEnabled('debug');
  for (const one of settled) {
    const notification = one.ok ? one.value.write.notification : undefined;
    if (!notification) continue;
    const { id, tenant_id, intent } = notification;
    accepted.set(intent.priority, (accepted.get(intent.priority) ?? 0) + 1);
    if (!detailed) continue;
    log.debug({ notification_id: id, tenant_id, trace_id: traceIdOf(intent.traceparent) }, 'accepted');
  }
  for (const [priority, count] of accepted) metrics.accepted.inc({ priority }, count);
}

type Found = FoundRecipient | FoundInline;

interface Pending {
  readonly entry: IntakeEntry;
  readonly index: number;
  readonly write: Write;
  readonly result: IntakeResult;
}

function prepare(entry: IntakeEntry, index: number, found: Found | undefined, context: DecisionContext): Pending {
  const decision: Decision =
    'refused' in entry ? { kind: 'refuse', problem: entry.refused } : decide(entry, found, context);
  const { priority } = entry;
  if (decision.kind === 'refuse') {
    const answer: StoredAnswer = { problem: decision.problem.document() };
    return { entry, index, write: { priority, key: keyRow(entry, null, answer) }, result: refused(decision.problem) };
  }
  const { notification } = decision;
  const accepted = acceptedOf(notification.id, notification.intent);
  // What is held will change; the answer to its key must not.
  const answer = notification.state === HELD ? { accepted } : null;
  const key = keyRow(entry, notification.id, answer);
  return { entry, index, write: { priority, key, notification }, result: { ok: true, accepted, replayed: false } };
}

function keyRow(entry: IntakeEntry, notificationId: string | null, answer: StoredAnswer | null): KeyRow | undefined {
  if (!entry.idempotency) return undefined;
  const { key, bodyHash } = entry.idempotency;
  return { tenant_id: entry.tenantId, key, body_hash: bodyHash, notification_id: notificationId, answer };
}

const cannotBeStored = (): Problem => problems.invalidField('', 'holds something that cannot be stored');
