export type ErrorLevel = 'debug' | 'info' | 'warn' | 'error';

export interface ErrorOptions {
  /** Whether the same call can succeed later without a change by the caller. */
  readonly retryable?: boolean;
  /** At which level it is logged, if at all. */
  readonly level?: ErrorLevel;
  /** What may be shown to the caller; never personal data. */
  readonly detail?: string;
  readonly cause?: unknown;
}

/** The root of our errors: a stable code for programs, a message for people; HTTP only at the edge. */
export class CarillonError extends Error {
  readonly retryable: boolean;
  readonly level: ErrorLevel;
  readonly detail: string | undefined;

  constructor(
    readonly code: string,
    message: string,
    options: ErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.retryable = options.retryable ?? false;
    this.level = options.level ?? 'error';
    this.detail = options.detail;
  }
}
