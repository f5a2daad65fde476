import { Controller, Get, Inject } from '@nestjs/common';
import {
  HealthCheckService,
  HealthIndicatorService,
  type HealthCheckResult,
  type HealthIndicatorFunction,
  type HealthIndicatorResult,
} from '@nestjs/terminus';
import { maskText } from '../mask-text.js';
import { HEALTH_INDICATORS, type HealthIndicators } from './health-indicators.js';

const TIMEOUT_MS = 2_000;
/** However many probe, each dependency is asked once a second. */
const FRESH_MS = 1_000;

@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicator: HealthIndicatorService,
    @Inject(HEALTH_INDICATORS) private readonly indicators: HealthIndicators,
  ) {}

  /** Says that the event loop turns, and nothing of others: a restart would not heal those. */
  @Get('live')
  live(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  @Get('ready')
  ready(): Promise<HealthCheckResult> {
    const { required, optional = {} } = this.indicators;
    return this.health.check([
      ...Object.entries(required).map(([name, check]) => this.probe(name, check)),
      ...Object.entries(optional).map(([name, check]) => this.degrading(name, check)),
    ]);
  }

  private probe(name: string, check: () => Promise<unknown>) {
    return () => this.indicator.check(name).attempt(masked(check)).withTimeout(TIMEOUT_MS).cacheFor(FRESH_MS);
  }

  private degrading(name: string, check: () => Promise<unknown>): HealthIndicatorFunction {
    const probe = this.probe(name, check);
    return async () => {
      const result: HealthIndicatorResult = await probe();
      return result[name]?.status === 'down' ? this.indicator.check(name).degraded() : result;
    };
  }
}

/** The page is open to all: it must not show an address or a password that a driver put in its words. */
const masked = (check: () => Promise<unknown>) => async (): Promise<void> => {
  try {
    await check();
  } catch (error) {
    throw new Error(maskText(error instanceof Error ? error.message : 'failed'));
  }
};
