import type { Database } from '#libs/persistence';
import type { GatewayConfig } from '../gateway.config.js';
import type { IntakeConnections } from '../intake-connections.js';
import { createIntake } from '../notifications/intake/intake.factory.js';
import { personHasher } from '../recipients/person-hash.js';
import { GuardedCounters } from './counting/guarded-counters.js';
import { RedisCounters } from './counting/redis-counters.js';
import { LimitPolicies } from './limit-policies.js';
import { LimitedIntake } from './limited-intake.js';
import { deploymentCounter } from './limits-of.js';
import { defaultPolicy } from './limits.env.js';
import { RateLimiter } from './rate-limiter.js';

export const createLimitPolicies = (db: Database, config: GatewayConfig): LimitPolicies =>
  new LimitPolicies(db, defaultPolicy(config));

export const createLimitedIntake = (connections: IntakeConnections, policies: LimitPolicies): LimitedIntake =>
  new LimitedIntake(policies, createRateLimiter(connections), createIntake(connections));

function createRateLimiter({ redis, criticalRedis, standby, vault, config, now }: IntakeConnections): RateLimiter {
  const guarded = (name: string, connection: typeof redis) =>
    new GuardedCounters(name, connection, new RedisCounters(connection, now), standby);
  return new RateLimiter({
    normal: guarded('normal', redis),
    critical: guarded('critical', criticalRedis),
    ceiling: deploymentCounter(config.DEPLOYMENT_LIMIT),
    hashOf: personHasher(vault),
  });
}
