import { localDay } from '#libs/consent';
import type { Priority } from '#libs/contracts';
import { problems, type Problem } from '#libs/http';
import { logger, metrics, traceIdOf } from '#libs/observability';
import { grouped, isUniqueViolation, splitOnError, type Settled } from '#libs/persistence';
import type { Verdict } from '../../limits/rate-limiter.js';
import { findBoth, zoneOf, type Addressee, type BothRecipients, type Found } from '../../recipients/found-recipient.js';
import type { DailyClaim } from '../daily-cap/claim-daily.js';
import { acceptedOf, refused, replay, stillRunning } from '../idempotency/answers.js';
import type { FoundKey, KeyRow, StoredAnswer } from '../idempotency/idempotency.statements.js';
import type { KeyStore } from '../idempotency/key-store.js';
import { decide, type Decision, type DecisionContext } from './decide.js';
import type { Sealer } from './build-notification.js';
import type { IntakeEntry, IntakeItem, IntakeResult } from './intake-item.js';
import type { IntakeStore, Write } from './intake-store.js';
import { HELD, type StoredNotification } from './intent.js';

export interface LaneParts extends BothRecipients {
  readonly keys: KeyStore;
  readonly store: IntakeStore;
  readonly sealer: Sealer;
  readonly heldForMs: number;
  readonly timeFactor: number;
  /** A keyed hash of the person an item goes to. */
  readonly personOf: (item: IntakeItem) => string;
}

/** Entries of one request, and what the limits will have said of them. */
export interface Chunk {
  readonly entries: readonly IntakeEntry[];
  readonly verdict: Promise<Verdict>;
}

/** How many groups are under way at once, and how far apart they begin at least where there is much to do. */
export interface Pace {
  readonly inFlight: number;
  readonly apartMs: number;
}

const GROUP = 250;
const log = logger('intake');

/**
 * Takes in what arrives together as one group: one look-up of keys and one of preferences, beside that of the limits, then one
 * transaction. Critical requests have a lane of their own, with its own connections.
 */
export class IntakeLane {
  readonly accept: (chunk: Chunk) => Promise<IntakeResult[]>;

  constructor(
    private readonly parts: LaneParts,
    { inFlight, apartMs }: Pace,
  ) {
    this.accept = grouped((chunks) => this.acceptChunks(chunks), {
      max: GROUP,
      inFlight,
      apartMs,
      bytes: { of: ({ entries }) => entries.length, max: GROUP },
    });
  }

  private async acceptChunks(chunks: readonly Chunk[]): Promise<IntakeResult[][]> {
    const verdicts = Promise.all(chunks.map(({ verdict }) => verdict));
    const results = await this.acceptGroup(
      chunks.flatMap(({ entries }) => entries),
      verdicts,
    );
    let from = 0;
    return chunks.map(({ entries }) => results.slice(from, (from += entries.length)));
  }

  private async acceptGroup(entries: readonly IntakeEntry[], verdicts: Promise<Verdict[]>): Promise<IntakeResult[]> {
    const [known, recipients, judged] = await Promise.all([
      this.parts.keys.find(entries),
      this.findRecipients(entries),
      verdicts,
    ]);
    const refusalOf = refusals(judged);
    const { sealer, heldForMs, timeFactor, personOf } = this.parts;
    const now = Date.now();
    const context = { sealer, at: new Date(now), heldUntil: new Date(now + heldForMs), timeFactor, personOf };
    const results: IntakeResult[] = [];
    const pending: Pending[] = [];
    for (const [index, entry] of entries.entries()) {
      const found = known.get(entry);
      const refusal = refusalOf(entry);
      if (found && !found.expired) results[index] = replay(found, entry.idempotency?.bodyHash ?? '');
      else if (refusal) results[index] = refused(refusal);
      else {
        const one = prepare(entry, index, recipients.get(entry), context);
        pending.push(found ? freeingKey(one) : one);
      }
    }
    await this.write(pending, results);
    return results;
  }

  private async findRecipients(entries: readonly IntakeEntry[]): Promise<Map<IntakeEntry, Found>> {
    const items = entries.filter((entry): entry is IntakeItem => !('refused' in entry));
    const found = await findBoth(this.parts, items.map(addresseeOf));
    return new Map(items.map((item, i) => [item, found[i] as Found]));
  }

  private async write(pending: readonly Pending[], results: IntakeResult[]): Promise<void> {
    const writing: Pending[] = [];
    for (const one of pending) {
      results[one.index] = one.result;
      if (one.write.key || one.write.notification) writing.push(one);
    }
    const settled = await splitOnError(writing, async (part) => {
      const written = await this.parts.store.write(part.map(({ write }) => write));
      return part.map((one, i) => asWritten(one, written[i] as Write));
    });
    for (const one of settled) if (one.ok) results[one.value.index] = one.value.result;
    report(settled);
    const failed = settled.flatMap((one, i) => (one.ok ? [] : [{ pending: writing[i] as Pending, error: one.error }]));
    for (const { pending: one, error } of failed) results[one.index] = await this.resultOfFailed(one, error);
  }

  /** Another process may have stored the same key meanwhile: then its answer is ours. */
  private async resultOfFailed({ entry }: Pending, error: unknown): Promise<IntakeResult> {
    if (!isUniqueViolation(error) || !entry.idempotency) return refused(cannotBeStored());
    const found: FoundKey | undefined = (await this.parts.keys.find([entry])).get(entry);
    return found && !found.expired ? replay(found, entry.idempotency.bodyHash) : refused(stillRunning());
  }
}

/** Most of the time nobody is refused anything. */
function refusals(verdicts: readonly Verdict[]): (entry: IntakeEntry) => Problem | undefined {
  const some = verdicts.filter(({ refused: all }) => all.size > 0);
  return (entry) => some.find(({ refused: all }) => all.has(entry))?.refused.get(entry);
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

/** A cap may have been found full while it was written. */
function asWritten(one: Pending, write: Write): Pending {
  const { notification } = write;
  if (write === one.write || !notification) return one;
  const accepted = acceptedOf(notification.id, notification.intent);
  return { ...one, write, result: { ok: true, accepted, replayed: false } };
}

const addresseeOf = ({ tenantId, recipient, channels }: IntakeItem): Addressee =>
  recipient.kind === 'user' ? { tenantId, userId: recipient.userId } : { tenantId, to: recipient.to, channels };

interface Pending {
  readonly entry: IntakeEntry;
  readonly index: number;
  readonly write: Write;
  readonly result: IntakeResult;
}

type PrepareContext = DecisionContext & Pick<LaneParts, 'personOf'>;

function prepare(entry: IntakeEntry, index: number, found: Found | undefined, context: PrepareContext): Pending {
  const decision: Decision =
    'refused' in entry ? { kind: 'refuse', problem: entry.refused } : decide(entry, found, context);
  const { priority } = entry;
  if (decision.kind === 'refuse') {
    const answer: StoredAnswer = { problem: decision.problem.document() };
    return { entry, index, write: { priority, key: keyRow(entry, null, answer) }, result: refused(decision.problem) };
  }
  const { notification } = decision;
  const accepted = acceptedOf(notification.id, notification.intent);
  // What is held or escalates will change; the answer to its key must not.
  const answer = notification.state === HELD || notification.intent.escalation ? { accepted } : null;
  const key = keyRow(entry, notification.id, answer);
  const claim = 'refused' in entry ? undefined : claimOf(entry, found, notification, context);
  const result = { ok: true, accepted, replayed: false } as const;
  return { entry, index, write: { priority, key, notification, claim }, result };
}

const freeingKey = (one: Pending): Pending => ({ ...one, write: { ...one.write, freesKey: true } });

function claimOf(
  item: IntakeItem,
  found: Found | undefined,
  { tenant_id, intent }: StoredNotification,
  { personOf, at }: PrepareContext,
): DailyClaim | undefined {
  if (!intent.counted || intent.daily_cap === undefined) return undefined;
  const day = localDay(zoneOf(found), at);
  return { tenantId: tenant_id, person: personOf(item), category: intent.category, day, cap: intent.daily_cap };
}

function keyRow(entry: IntakeEntry, notificationId: string | null, answer: StoredAnswer | null): KeyRow | undefined {
  if (!entry.idempotency) return undefined;
  const { key, bodyHash } = entry.idempotency;
  return { tenant_id: entry.tenantId, key, body_hash: bodyHash, notification_id: notificationId, answer };
}

const cannotBeStored = (): Problem => problems.invalidField('', 'holds something that cannot be stored');
