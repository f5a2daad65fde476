import type { Channel, DiscardJob } from '#libs/contracts';
import type { Vault } from '#libs/vault';
import { jobDocument, type JobDocument } from '../stuck/letter-job.js';

export type DiscardDocument = JobDocument<'matched' | 'discarded'> & { readonly because?: string };

export function discardDocument(
  vault: Pick<Vault, 'open'>,
  tenantId: string,
  jobs: readonly DiscardJob[],
  unavailable: readonly Channel[] = [],
): DiscardDocument {
  const [{ note }] = jobs as readonly [DiscardJob];
  return { ...jobDocument(jobs, ['matched', 'discarded'], unavailable), ...reasonIn(vault, tenantId, note) };
}

/** A list is told also where the key of one of its reasons is gone. */
function reasonIn(vault: Pick<Vault, 'open'>, tenantId: string, note: string): Pick<DiscardDocument, 'because'> {
  try {
    return { because: vault.open(tenantId, note) };
  } catch {
    return {};
  }
}
