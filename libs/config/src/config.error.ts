export interface ConfigProblem {
  key: string;
  problem: string;
}

/** Says which keys are wrong and why. Never says what was in them: values may be secrets, and this text is logged. */
export class ConfigError extends Error {
  readonly code = 'config_invalid';
  readonly retryable = false;
  readonly level = 'fatal';

  constructor(readonly problems: readonly ConfigProblem[]) {
    super(`The configuration is not valid: ${problems.map(({ key, problem }) => `${key}: ${problem}`).join('; ')}`);
    this.name = 'ConfigError';
  }
}
