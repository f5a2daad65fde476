import { setFlagsFromString } from 'node:v8';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { collectAfterStart } from './after-start.js';
import { logger } from './logger.js';
import { measureRequests } from './metrics/measure-requests.js';
import { NestLogger } from './nest-logger.js';

export interface ListenConfig {
  readonly PORT: number;
  readonly HOST: string;
}

export interface AppOptions {
  /** Bytes of a request's body; Fastify's own default is 1 MB. */
  readonly bodyLimit?: number;
  /** Keeps the body as it came (`request.rawBody`) for signatures. */
  readonly rawBody?: boolean;
  /** One that the app made itself, with body parsers of its own. */
  readonly adapter?: FastifyAdapter;
  /** How much memory it takes for less collecting; without it V8's own measure. */
  readonly heap?: 'modest' | 'roomy';
}

const STOP_WITHIN_MS = 9_000;
const log = logger('app');

/** Makes the app without listening yet, so that its microservice strategies can be connected first. */
export async function createApp(
  module: Type | DynamicModule,
  _config: ListenConfig,
  { bodyLimit = 256 * 1_024, rawBody = false, adapter: given, heap }: AppOptions = {},
): Promise<NestFastifyApplication> {
  dieOnTheUnexpected();
  shapeHeap(heap);
  const adapter =
    given ??
    new FastifyAdapter({
      bodyLimit,
      // A stop must not wait for clients that keep their connections open.
      forceCloseConnections: 'idle',
      return503OnClosing: true,
    });
  measureRequests(adapter.getInstance());
  return NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLogger(),
    abortOnError: false,
    rawBody,
    bodyParser: given === undefined,
  });
}

/** Starts the microservices, then listens: `/health/ready` answers only when all else runs. */
export async function startApp(app: NestFastifyApplication, { PORT, HOST }: ListenConfig): Promise<void> {
  stopOnSignal(app);
  await app.startAllMicroservices();
  await app.listen(PORT, HOST);
  collectAfterStart();
  log.info({ port: PORT, started_after_ms: Math.round(performance.now()) }, 'listening');
}

/**
 * SIGTERM and SIGINT: no new work, what is under way is finished, and after nine seconds we go all the same. What was not
 * finished is safe: it lies in the outbox or is uncommitted in Kafka.
 */
function stopOnSignal(app: NestFastifyApplication): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.warn('not stopped in time; leaving');
      process.exit(1);
    }, STOP_WITHIN_MS).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'could not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

/**
 * Before threads are started. The young generation grows to its size in two steps and not in four: an app shows early how much memory it
 * takes. Modest: the old one grows by half of what lives before all of it is collected; roomy: to twice that. V8 by itself goes in steps to
 * four times, which a channel with little to do reaches after an hour, and later hardly lets it grow at all: a busy gateway then marked its
 * whole heap every few seconds.
 *
 * Roomy is for who makes many buffers. Otherwise V8 marks its whole heap whenever 64 MB of them have been made, however short their
 * lives: in a gateway that takes in a campaign every 400 ms, which was a third of all that it did.
 */
function shapeHeap(heap: AppOptions['heap']): void {
  setFlagsFromString('--semi-space-growth-factor=4');
  if (heap) setFlagsFromString(`--heap-growing-percent=${heap === 'modest' ? 50 : 100}`);
  if (heap === 'roomy') setFlagsFromString('--external-memory-accounted-in-global-limit');
}

let watching = false;

/** A process in a state that nobody foresaw is ended: its supervisor starts another, and nothing is lost by that. */
function dieOnTheUnexpected(): void {
  if (watching) return;
  watching = true;
  const die = (what: string) => (error: unknown) => {
    log.fatal({ err: error }, what);
    process.exit(1);
  };
  process.on('uncaughtException', die('uncaught exception'));
  process.on('unhandledRejection', die('unhandled rejection'));
}
