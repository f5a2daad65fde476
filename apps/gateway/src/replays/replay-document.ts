import type { Channel, ReplayJob } from '#libs/contracts';
import { jobDocument, type JobDocument } from '../stuck/letter-job.js';

export type ReplayDocument = JobDocument<'matched' | 'replayed'> & Pick<ReplayJob, 'rate'>;

export function replayDocument(jobs: readonly ReplayJob[], unavailable: readonly Channel[] = []): ReplayDocument {
  const [{ rate }] = jobs as readonly [ReplayJob];
  return { ...jobDocument(jobs, ['matched', 'replayed'], unavailable), rate };
}
