import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { asProblem } from './as-problem.js';
import { readJson } from './json-body.js';
import { ProblemFilter, type ProblemLog } from './problem.filter.js';
import { Problem } from './problem.js';
import { notFound } from './problems.js';
import { sendProblem } from './send-problem.js';

export interface HttpAppOptions {
  readonly log: ProblemLog;
  /** Bytes that a body may have, by the route's path; checked against Content-Length before anything is read. */
  readonly bodyLimit: (route: string) => number;
  /** Routes that want the bytes as they came, since a signature is over them. */
  readonly rawBody: (route: string) => boolean;
  readonly corsOrigins: readonly string[];
}

const FORM = 'application/x-www-form-urlencoded';

/** A Nest app on Fastify that answers every error, its own and those of the layers below, as problem+json. */
export async function createHttpApp(module: Type, options: HttpAppOptions): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    skipMiddie: true,
    routerOptions: { maxParamLength: 1024, ignoreTrailingSlash: true },
    frameworkErrors: (error: Error, _request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(reply, asProblem(error) ?? notFound('No such address')),
    keepAliveTimeout: 72_000,
    requestTimeout: 60_000,
  } as ConstructorParameters<typeof FastifyAdapter>[0]);
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  fastify.addHook('onRoute', (route) => {
    route.bodyLimit = options.bodyLimit(route.url);
  });
  readBodies(fastify, options);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    logger: false,
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter(options.log));
  if (options.corsOrigins.length > 0) app.enableCors({ origin: [...options.corsOrigins], maxAge: 600 });
  return app;
}

function readBodies(fastify: FastifyInstance, { rawBody }: HttpAppOptions): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(['application/json', FORM], { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    try {
      if (rawBody(request.routeOptions.url ?? '')) return done(null, body);
      if (request.headers['content-type']?.startsWith(FORM)) throw unsupported();
      done(null, body.length === 0 ? undefined : readJson(body));
    } catch (error) {
      done(error as Error);
    }
  });
}

const unsupported = (): Problem => new Problem(415, 'unsupported_media_type', 'The body must be application/json');
