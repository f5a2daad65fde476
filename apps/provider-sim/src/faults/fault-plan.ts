import { z } from 'zod';

export const faultSchema = z
  .strictObject({
    mode: z.enum(['ok', 'error', 'timeout', 'throttle', 'accept_then_drop', 'slow']),
    /** Share of the calls that the fault hits. */
    rate: z.number().min(0).max(1).default(1),
    status: z.number().int().min(300).max(599).default(500),
    /** Seconds. */
    retry_after: z.number().min(0).optional(),
    latency_ms: z.number().min(0).max(600_000).default(1_000),
    /** After so many hits the provider is well again. */
    until_count: z.number().int().min(1).optional(),
  })
  .readonly();

export type Fault = z.infer<typeof faultSchema>;

const healthy: Fault = faultSchema.parse({ mode: 'ok' });

/** Which fault hits the next call. */
export class FaultPlan {
  private hits = 0;

  constructor(
    readonly fault: Fault = healthy,
    private readonly random: () => number = Math.random,
  ) {}

  next(): Fault {
    const { mode, rate, until_count: until } = this.fault;
    if (mode === 'ok' || (until !== undefined && this.hits >= until)) return healthy;
    if (rate < 1 && this.random() >= rate) return healthy;
    this.hits++;
    return this.fault;
  }
}
