export { BreakerOpenError } from './breaker-open.error.js';
export { ProviderBreaker, type BreakerOptions, type BreakerState, type Pass } from './provider-breaker.js';
export { growingDelay, RETRY_SCHEDULES, retryDelay, type RetrySchedule } from './retry-schedule.js';
export { Slots } from './slots.js';
