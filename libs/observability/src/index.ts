export { createApp, startApp, type AppOptions, type ListenConfig } from './bootstrap.js';
export { type HealthIndicators } from './health/health-indicators.js';
export { HealthModule } from './health/health.module.js';
export { logger, type Logger } from './logger.js';
export { maskText } from './mask-text.js';
export {
  BREAKER_STATE,
  figures,
  includeInScrape,
  metrics,
  metricsRegistry,
  onScrape,
  type Figures,
} from './metrics/metrics.js';
export { MetricsController } from './metrics/metrics.controller.js';
export { childSpan, continueTrace, newTrace, traceIdOf } from './traceparent.js';
