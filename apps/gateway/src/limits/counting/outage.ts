import { logger, metrics } from '#libs/observability';

const log = logger('limits');

/** Several connections lose the same Redis: it is told once, and its return when all of them have it again. */
export class Outage {
  private readonly without = new Set<object>();

  constructor(private readonly onEnd: () => void) {}

  begins(connection: object, why: string): void {
    this.without.add(connection);
    if (this.without.size > 1) return;
    metrics.limiterIsLocal.set(1);
    log.warn({ why }, 'Redis is away: limits are counted in this process until it is back');
  }

  ends(connection: object): void {
    if (!this.without.delete(connection) || this.without.size > 0) return;
    metrics.limiterIsLocal.set(0);
    this.onEnd();
    log.info('Redis is back: limits are counted there again');
  }
}
