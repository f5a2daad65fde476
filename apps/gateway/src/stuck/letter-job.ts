/** What is done to many dead letters has one id, and a job of that id in each channel. */
import type { Channel, DeadLetterFilter, JobState, LetterJob } from '#libs/contracts';
import { problems } from '#libs/http';
import type { OfChannels } from '../channel-apps.js';
import type { MergedPage } from './merged-page.js';

type Counts<Count extends string> = Readonly<Record<Count, number>>;

export type JobDocument<Count extends string> = Counts<Count> & {
  readonly id: string;
  readonly state: JobState;
  readonly filter: DeadLetterFilter;
  readonly started_at: string;
  readonly started_by: string;
  readonly channels: readonly (Counts<Count> & Pick<LetterJob, 'channel' | 'state' | 'finished_at'>)[];
  readonly unavailable?: readonly Channel[];
};

/** One from what it is in its channels, of which there is at least one; one app may answer for several. */
export function jobDocument<Count extends string>(
  answered: readonly (LetterJob & Counts<Count>)[],
  counts: readonly Count[],
  unavailable: readonly Channel[] = [],
): JobDocument<Count> {
  const jobs = [...new Map(answered.map((job) => [job.channel, job])).values()];
  const [{ id, filter, started_at, started_by }] = jobs as [LetterJob];
  const counted = (of: (count: Count) => number) =>
    Object.fromEntries(counts.map((count) => [count, of(count)])) as Counts<Count>;
  return {
    id,
    state: stateOf(jobs),
    filter,
    ...counted((count) => jobs.reduce((all, job) => all + job[count], 0)),
    started_at,
    started_by,
    channels: jobs.map((job) => {
      const { channel, state, finished_at } = job;
      return { channel, state, ...counted((count) => job[count]), finished_at };
    }),
    ...(unavailable.length > 0 && { unavailable }),
  };
}

/** One page of what several channels have, newest first: each was asked for one more than the page takes. */
export function jobPage<Job extends LetterJob, Document extends { readonly id: string }>(
  { answers, unavailable }: OfChannels<readonly Job[]>,
  limit: number,
  documentOf: (jobs: readonly Job[]) => Document,
): MergedPage<Document> {
  const byId = Map.groupBy(
    answers.flatMap(({ answer }) => answer),
    ({ id }) => id,
  );
  const sorted = [...byId.values()].sort(([a], [b]) => (a!.id < b!.id ? 1 : -1));
  const items = sorted.slice(0, limit).map(documentOf);
  return {
    items,
    ...(sorted.length > limit && { next_cursor: items.at(-1)!.id }),
    ...(unavailable.length > 0 && { unavailable }),
  };
}

/** The jobs of one id; a 404 where no channel has it, and a 503 while one that may have it is away. */
export function jobsFound<Job>(
  { answers, unavailable }: OfChannels<Job | null>,
  what: string,
): { readonly jobs: readonly Job[]; readonly unavailable: readonly Channel[] } {
  const jobs = answers.flatMap(({ answer }) => answer ?? []);
  if (jobs.length > 0) return { jobs, unavailable };
  if (unavailable.length > 0) throw problems.unavailable(`Nobody answers for ${unavailable.join(', ')}`);
  throw problems.notFound(`There is no such ${what}`);
}

const stateOf = (jobs: readonly LetterJob[]): JobState =>
  (['running', 'cancelled'] as const).find((state) => jobs.some((job) => job.state === state)) ?? 'done';
