import type { Channel, DeadLetterFilter, ReplayJob, ReplayState } from '#libs/contracts';

export interface ReplayDocument {
  readonly id: string;
  readonly state: ReplayState;
  readonly filter: DeadLetterFilter;
  readonly rate: number;
  readonly matched: number;
  readonly replayed: number;
  readonly started_at: string;
  readonly started_by: string;
  readonly channels: readonly Pick<ReplayJob, 'channel' | 'state' | 'matched' | 'replayed' | 'finished_at'>[];
  readonly unavailable?: readonly Channel[];
}

/** One replay from what it is in its channels, of which there is at least one; one app may answer for several. */
export function replayDocument(answered: readonly ReplayJob[], unavailable: readonly Channel[] = []): ReplayDocument {
  const jobs = [...new Map(answered.map((job) => [job.channel, job])).values()];
  const [{ id, filter, rate, started_at, started_by }] = jobs as [ReplayJob];
  return {
    id,
    state: stateOf(jobs),
    filter,
    rate,
    matched: sum(jobs.map(({ matched }) => matched)),
    replayed: sum(jobs.map(({ replayed }) => replayed)),
    started_at,
    started_by,
    channels: jobs.map(({ channel, state, matched, replayed, finished_at }) => ({
      channel,
      state,
      matched,
      replayed,
      finished_at,
    })),
    ...(unavailable.length > 0 && { unavailable }),
  };
}

const stateOf = (jobs: readonly ReplayJob[]): ReplayState =>
  (['running', 'cancelled'] as const).find((state) => jobs.some((job) => job.state === state)) ?? 'done';

const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0);
