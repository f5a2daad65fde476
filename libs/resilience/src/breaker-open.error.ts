import { CarillonError } from '#libs/kernel';

/** The breaker let the call not through: nothing has left. */
export class BreakerOpenError extends CarillonError {
  constructor(provider: string) {
    super('breaker_open', `Calls to ${provider} are held back`, { retryable: true, level: 'warn' });
  }
}
