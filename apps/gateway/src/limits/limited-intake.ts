import type { ApiClient } from '#libs/contracts';
import type { IntakeEntry, IntakeResult } from '../notifications/intake/intake-item.js';
import type { Intake } from '../notifications/intake/intake.js';
import type { KnownPolicy, LimitPolicies } from './limit-policies.js';
import type { RateLimiter, Verdict } from './rate-limiter.js';

type Headers = Verdict['headers'];

/**
 * Takes in what the limits admit. They are asked in the same turn as everything else that must be known of a group, and not
 * before: what is refused may be a replay, whose stored answer goes before any limit.
 */
export class LimitedIntake {
  constructor(
    private readonly policies: LimitPolicies,
    private readonly limiter: RateLimiter,
    private readonly intake: Intake,
  ) {}

  async accept(
    client: ApiClient,
    entries: readonly IntakeEntry[],
  ): Promise<{ results: IntakeResult[]; headers: Headers }> {
    const known = this.policies.of(client.tenant_id);
    const { policy } = known instanceof Promise ? await known : known;
    const verdict = this.limiter.take(client, policy, entries);
    const results = await this.intake.accept(entries, verdict);
    return { results, headers: (await verdict).headers };
  }

  /** For what is refused before anything is counted. */
  async standingOf(client: ApiClient): Promise<Headers> {
    const { policy }: KnownPolicy = await this.policies.of(client.tenant_id);
    return (await this.limiter.take(client, policy, [])).headers;
  }
}
