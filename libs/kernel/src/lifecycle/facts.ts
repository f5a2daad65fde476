import type { EventKind, ProgressStatus, Status } from './status.js';

/**
 * The status of a delivery is not a rank that is overwritten but a conclusion from the set of facts seen so far. Facts
 * are only ever added (bits are OR-ed, the greatest progress is kept), so the same events give the same status in
 * whatever order, however often and however grouped they come. What follows from a set of facts is the table PRECEDENCE.
 *
 * Attempts have bits of their own in `sent` and `failed`: a failure of attempt 1 that is reported late undoes the
 * success of attempt 1, but never that of attempt 2.
 */
export interface Facts {
  /** Bits of SEEN: facts about the delivery as a whole. */
  readonly seen: number;
  /** Bit n: attempt n was taken by the provider. */
  readonly sent: number;
  /** Bit n: attempt n was refused for good, by the provider at once or by a later report. */
  readonly failed: number;
  readonly progress: Progress;
}

/** The furthest point on the way: the one with the greatest seq, which moves with every change of the ledger row. */
export interface Progress {
  readonly seq: number;
  readonly status: ProgressStatus;
  readonly reason?: string | undefined;
  readonly dueAt?: string | undefined;
}

export interface LifecycleEvent {
  readonly kind: EventKind;
  readonly attempt: number;
  readonly seq: number;
  readonly reason?: string | undefined;
  readonly dueAt?: string | undefined;
}

export const SEEN = {
  read: 1,
  bounced: 2,
  delivered: 4,
  dead: 8,
  expired: 16,
  cancelled: 32,
  unsubscribed: 64,
  suppressed: 128,
  opened: 256,
  clicked: 512,
  complained: 1024,
} as const;

export type SeenFact = keyof typeof SEEN;

/** Bit 30 stands for the thirtieth attempt and all later ones: a Postgres integer has no more. */
export const attemptBit = (attempt: number): number => 1 << Math.min(Math.max(attempt, 0), 30);

export type Rule =
  | { readonly status: Status; readonly when: 'seen'; readonly fact: SeenFact }
  | { readonly status: Status; readonly when: 'sent and not failed' | 'failed' };

/**
 * Which fact decides, first match first; with none of them the delivery stands where its progress says.
 * READ beats all; a hard bounce beats DELIVERED; proof of delivery beats FAILED, EXPIRED and CANCELLED; one attempt that
 * was sent and not refused beats every end without sending.
 */
export const PRECEDENCE: readonly Rule[] = [
  { status: 'READ', when: 'seen', fact: 'read' },
  { status: 'BOUNCED', when: 'seen', fact: 'bounced' },
  { status: 'DELIVERED', when: 'seen', fact: 'delivered' },
  { status: 'SENT', when: 'sent and not failed' },
  { status: 'FAILED', when: 'failed' },
  { status: 'DEAD', when: 'seen', fact: 'dead' },
  { status: 'EXPIRED', when: 'seen', fact: 'expired' },
  { status: 'CANCELLED', when: 'seen', fact: 'cancelled' },
  { status: 'UNSUBSCRIBED', when: 'seen', fact: 'unsubscribed' },
  { status: 'SUPPRESSED', when: 'seen', fact: 'suppressed' },
];

export const NO_FACTS: Facts = { seen: 0, sent: 0, failed: 0, progress: { seq: -1, status: 'ACCEPTED' } };

const PROGRESS: Partial<Record<EventKind, ProgressStatus>> = {
  accepted: 'ACCEPTED',
  scheduled: 'SCHEDULED',
  processing: 'PROCESSING',
};

/** Opening and clicking are engagement, and prove delivery as well; so does a complaint. */
const SEEN_BITS: Partial<Record<EventKind, number>> = {
  ...SEEN,
  opened: SEEN.opened | SEEN.delivered,
  clicked: SEEN.clicked | SEEN.delivered,
  complained: SEEN.complained | SEEN.delivered,
};

export function factsOf(event: LifecycleEvent): Facts {
  const status = PROGRESS[event.kind];
  return {
    seen: SEEN_BITS[event.kind] ?? 0,
    sent: event.kind === 'sent' ? attemptBit(event.attempt) : 0,
    failed: event.kind === 'failed' ? attemptBit(event.attempt) : 0,
    progress: status ? { seq: event.seq, status, reason: event.reason, dueAt: event.dueAt } : NO_FACTS.progress,
  };
}

const PROGRESS_ORDER: readonly ProgressStatus[] = ['ACCEPTED', 'SCHEDULED', 'PROCESSING'];

/** Equal seqs are told apart by status, due time and reason, so that no order of arrival matters. */
const progressKey = (p: Progress): string => `${PROGRESS_ORDER.indexOf(p.status)} ${p.dueAt ?? ''} ${p.reason ?? ''}`;

const furtherProgress = (a: Progress, b: Progress): Progress => {
  if (a.seq !== b.seq) return a.seq > b.seq ? a : b;
  return progressKey(a) >= progressKey(b) ? a : b;
};

/** The union of what both know: associative, commutative and idempotent. */
export const mergeFacts = (a: Facts, b: Facts): Facts => ({
  seen: a.seen | b.seen,
  sent: a.sent | b.sent,
  failed: a.failed | b.failed,
  progress: furtherProgress(a.progress, b.progress),
});

const holds = (rule: Rule, facts: Facts): boolean => {
  if (rule.when === 'seen') return (facts.seen & SEEN[rule.fact]) !== 0;
  return rule.when === 'failed' ? facts.failed !== 0 : (facts.sent & ~facts.failed) !== 0;
};

export const statusOf = (facts: Facts): Status =>
  PRECEDENCE.find((rule) => holds(rule, facts))?.status ?? facts.progress.status;

/** Nothing more is expected to happen by itself. SENT is open: the provider may still report. */
export const isEnd = (status: Status): boolean => !['ACCEPTED', 'SCHEDULED', 'PROCESSING', 'SENT'].includes(status);
