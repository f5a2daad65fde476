import type { LoggerService } from '@nestjs/common';
import { logger } from './logger.js';

/** Nest's own words in our logs. What it tells of its start-up is for debugging. */
export class NestLogger implements LoggerService {
  private readonly out = logger('nest');

  log(message: unknown, ...rest: unknown[]): void {
    this.out.debug({ context: rest.at(-1) }, String(message));
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.out.debug({ context: rest.at(-1) }, String(message));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.out.trace({ context: rest.at(-1) }, String(message));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.out.warn({ context: rest.at(-1) }, String(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    const context = { context: rest.at(-1) };
    if (message instanceof Error) this.out.error({ ...context, err: message }, 'nest error');
    else this.out.error(context, String(message));
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.error(message, ...rest);
  }
}
