import type { Channel, ReplayJob } from '#libs/contracts';
import { jobDocument, type JobDocument } from '../stuck/letter-job.js';

export type ReplayDocument = JobDocument<'matched' | 'replayed' | 'skipped'> & Pick<ReplayJob, 'rate' | 'edited'>;

export function replayDocument(jobs: readonly ReplayJob[], unavailable: readonly Channel[] = []): ReplayDocument {
  const [{ rate, edited }] = jobs as readonly [ReplayJob];
  return { ...jobDocument(jobs, ['matched', 'replayed', 'skipped'], unavailable), rate, edited };
}
