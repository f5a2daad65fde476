export const HEALTH_INDICATORS = Symbol('health indicators');

export interface HealthIndicators {
  /** Without these the app can't do its work: it is not ready while one fails (throws, or takes too long). */
  readonly required: Readonly<Record<string, () => Promise<unknown>>>;
  /** The app works on without these, only less well. */
  readonly optional?: Readonly<Record<string, () => Promise<unknown>>>;
}
