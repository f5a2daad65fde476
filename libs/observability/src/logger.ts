import { pino, stdTimeFunctions, type Logger } from 'pino';
import { maskText } from './mask-text.js';

export type { Logger };

/** What must never be read in a log, should somebody pass it by mistake. Ids are all that a line needs. */
const PERSONAL = [
  'target',
  'targets',
  'content',
  'email',
  'phone',
  'slack_url',
  'whatsapp',
  'to',
  'token',
  'body',
  'url',
];
const SECRET = ['api_key', 'authorization', 'secret', 'password', 'sealed'];

/**
 * The level comes straight from the environment because loggers are made while modules load, before any configuration
 * is read; the app's configuration checks the value. Silent in tests unless asked for.
 */
function levelFromEnvironment(): string {
  const asked = process.env.LOG_LEVEL;
  if (asked && (asked === 'silent' || asked in pino.levels.values)) return asked;
  return process.env.JEST_WORKER_ID === undefined ? 'info' : 'silent';
}

const root = pino({
  level: levelFromEnvironment(),
  base: { pid: process.pid },
  timestamp: stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
  redact: { paths: [...PERSONAL, ...SECRET].flatMap((key) => [key, `*.${key}`]), censor: '***' },
  serializers: { err: describeError },
});

/** One for each part of the program; ids go in as `log.info({ trace_id, notification_id, tenant_id }, 'sent')`. */
export const logger = (name: string): Logger => root.child({ name });

interface DescribedError {
  type: string;
  code?: unknown;
  message: string;
  stack?: string;
  cause?: DescribedError;
}

/** Only what an error says of itself: drivers hang rows and requests on theirs. */
export function describeError(error: unknown): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: maskText(String(error)) };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    ...(code === undefined ? {} : { code }),
    message: maskText(error.message),
    ...(error.stack ? { stack: error.stack.split('\n').slice(1, 9).join('\n') } : {}),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
