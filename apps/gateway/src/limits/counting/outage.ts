import { logger, metrics } from '#libs/observability';

export interface Log {
  warn(fields: object, message: string): void;
  info(message: string): void;
}

/** Several connections lose the same Redis: it is told once, and its return when all of them have it again. */
export class Outage {
  private readonly without = new Set<string>();

  constructor(
    private readonly onEnd: () => void,
    private readonly log: Log = logger('limits'),
  ) {}

  begins(connection: string, why: string): void {
    this.without.add(connection);
    if (this.without.size > 1) return;
    metrics.limiterIsLocal.set(1);
    this.log.warn({ why }, 'Redis is away: limits are counted in this process until it is back');
  }

  ends(connection: string): void {
    if (!this.without.delete(connection) || this.without.size > 0) return;
    metrics.limiterIsLocal.set(0);
    this.onEnd();
    this.log.info('Redis is back: limits are counted there again');
  }
}
