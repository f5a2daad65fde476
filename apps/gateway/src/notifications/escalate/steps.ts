/** The steps of an escalation, as they lie in the intent: pure. Who takes them when they are due is escalate.service.ts. */
import type { Channel, EscalationStep, Priority } from '#libs/contracts';
import type { Status } from '#libs/kernel';
import type { OutboxRowInput } from '#libs/messaging';
import type { Intent, StoredDelivery, StoredNotification, StoredStep } from '../intake/intent.js';

export const ESCALATE = 'escalate';

/** What is due at nearly the same time shares a row: a hundredth of the wait, a second at most. */
const MOST_LATE_MS = 1_000;
const LEAST_LATE_MS = 10;

function dueAt(acceptedAt: string, afterMs: number): string {
  const width = Math.min(MOST_LATE_MS, Math.max(LEAST_LATE_MS, Math.ceil(afterMs / 100)));
  return new Date(Math.ceil((Date.parse(acceptedAt) + afterMs) / width) * width).toISOString();
}

interface Escalating {
  readonly steps: readonly EscalationStep[];
  readonly timeFactor: number;
  readonly addresses: Intent['addresses'];
}

/** The notification with what follows unless it is seen in time. */
export function escalating(
  { intent, ...notification }: StoredNotification,
  { steps, timeFactor, addresses }: Escalating,
): StoredNotification {
  const escalation = steps.map((step): StoredStep => ({
    ...step,
    state: 'waiting',
    due_at: dueAt(intent.accepted_at, step.after_seconds * 1_000 * timeFactor),
  }));
  return { ...notification, intent: { ...intent, addresses, escalation } };
}

/** A row for each moment at which steps of these are due. Nothing for what does not escalate. */
export function escalationRows(notifications: readonly StoredNotification[]): OutboxRowInput[] {
  const rows = new Map<string, { readonly priority: Priority; readonly due: string; readonly steps: StepRef[] }>();
  for (const { id, intent } of notifications) {
    intent.escalation?.forEach(({ state, due_at: due }, step) => {
      if (state !== 'waiting') return;
      const place = `${intent.priority} ${due}`;
      const row = rows.get(place);
      if (row) row.steps.push({ id, step });
      else rows.set(place, { priority: intent.priority, due, steps: [{ id, step }] });
    });
  }
  return Array.from(rows.values(), ({ priority, due, steps }) => escalationRow(steps, priority, new Date(due)));
}

export interface StepRef {
  readonly id: string;
  readonly step: number;
}

export const escalationRow = (steps: readonly StepRef[], priority: Priority, due: Date): OutboxRowInput => ({
  destination: `local:${ESCALATE}`,
  priority,
  records: steps.map(({ id, step }) => ({ key: null, value: `${id} ${step}` })),
  dueAt: due,
});

export function stepRef(value: string): StepRef {
  const [id = '', step = ''] = value.split(' ');
  return { id, step: Number(step) };
}

export const withStep = (intent: Intent, at: number, state: StoredStep['state']): Intent => ({
  ...intent,
  escalation: intent.escalation?.map((step, i) => (i === at ? { ...step, state } : step)),
});

/** What waits will not be taken any more. */
export const withoutSteps = (intent: Intent): Intent =>
  intent.escalation ? { ...intent, escalation: intent.escalation.map(cancelled) } : intent;

const cancelled = (step: StoredStep): StoredStep => (step.state === 'waiting' ? { ...step, state: 'cancelled' } : step);

export const hasWaitingSteps = ({ escalation }: Intent): boolean =>
  escalation?.some(({ state }) => state === 'waiting') ?? false;

/** Where a notification stands tells whether it has come as far as a step wants. */
export const isReached = ({ unless }: EscalationStep, status: Status): boolean =>
  status === 'READ' || (unless === 'DELIVERED' && status === 'DELIVERED');

/** By these nothing came, and perhaps it does now. What its recipient does not want is not asked for again. */
const FAILED: ReadonlySet<Status> = new Set(['FAILED', 'BOUNCED', 'DEAD', 'EXPIRED']);

/** Those of a step that have not been tried, or in vain. */
export function untriedChannels(
  { channels }: EscalationStep,
  deliveries: readonly Pick<StoredDelivery, 'id' | 'channel' | 'status'>[],
  statusOf: ReadonlyMap<string, Status>,
): Channel[] {
  const tried = new Set(
    deliveries.filter(({ id, status }) => !FAILED.has(statusOf.get(id) ?? status)).map(({ channel }) => channel),
  );
  return channels.filter((channel) => !tried.has(channel));
}

/** As the API shows them: what has been seen, or has ended, takes no further step, whether or not its time has come. */
export function shownSteps(
  { escalation }: Intent,
  { status, ended }: { readonly status: Status; readonly ended: boolean },
): StoredStep[] | undefined {
  return escalation?.map((step) => {
    if (step.state !== 'waiting') return step;
    if (isReached(step, status)) return { ...step, state: 'not_needed' };
    return ended ? { ...step, state: 'cancelled' } : step;
  });
}
