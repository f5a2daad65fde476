import { z } from 'zod';
import { CHANNELS, type EscalationStep } from '#libs/contracts';

const SECONDS_OF_A_MONTH = 2_592_000;

const channels = z
  .array(z.enum(CHANNELS))
  .min(1)
  .max(CHANNELS.length)
  .refine((all) => new Set(all).size === all.length, 'must not name a channel twice');

const step = z.strictObject({
  after_seconds: z.int().min(1).max(SECONDS_OF_A_MONTH),
  unless: z.enum(['DELIVERED', 'READ']),
  channels,
});

/** Of a type, or of one request. */
export const escalationSteps = z.array(step).max(10);

export interface StepComplaint {
  readonly step: number;
  readonly message: string;
}

/** What no step says by itself. */
export function stepComplaints(steps: readonly EscalationStep[], ttlSeconds = Infinity): StepComplaint[] {
  return steps.flatMap(({ after_seconds: after }, i) => {
    const before = steps[i - 1]?.after_seconds ?? 0;
    if (after <= before) return [{ step: i, message: `must be more than that of the step before, ${before}` }];
    if (after >= ttlSeconds) return [{ step: i, message: `must be less than ttl_seconds, ${ttlSeconds}` }];
    return [];
  });
}
