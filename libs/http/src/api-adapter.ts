import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AddressList } from '#libs/network';
import { asProblem } from './as-problem.js';
import { readJson } from './json-body.js';
import { Problem } from './problem.js';
import { notFound } from './problems.js';
import { sendProblem } from './send-problem.js';

export interface ApiAdapterOptions {
  /** Bytes that a body may have, by the route's path; checked against Content-Length before anything is read. */
  readonly bodyLimit: (route: string) => number;
  /** Routes that want the bytes as they came: a signature is over them, or somebody else reads them. */
  readonly readsBytes: (route: string) => boolean;
  /** Routes that take forms beside JSON. */
  readonly takesForms: (route: string) => boolean;
  /** Routes that take what says it is plain text, as Amazon's JSON does; none by default. */
  readonly takesText?: (route: string) => boolean;
  /** Addresses and ranges of proxies, behind which X-Forwarded-For is believed; none by default. */
  readonly trustedProxies?: readonly string[];
  /** Told of every answer: the route as it was declared, and how long it took. */
  readonly observe?: (method: string, route: string, status: number, ms: number) => void;
}

/** RFC 7396: what a PATCH is by its right name. */
const JSONS = ['application/json', 'application/merge-patch+json'];
const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data'];
const TEXT = 'text/plain';
const MAX_PARAM_LENGTH = 1024;

/** Fastify for a public API: bodies are read with care, and what it refuses by itself is a problem+json as well. */
export function apiAdapter(options: ApiAdapterOptions): FastifyAdapter {
  const { trustedProxies = [] } = options;
  const proxies = new AddressList(trustedProxies);
  const adapter = new FastifyAdapter({
    trustProxy: trustedProxies.length > 0 && ((address: string) => proxies.has(address)),
    skipMiddie: true,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH, ignoreTrailingSlash: true },
    frameworkErrors: (error: Error, _request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(reply, asProblem(error) ?? notFound('No such address')),
    forceCloseConnections: 'idle',
    return503OnClosing: true,
  } as ConstructorParameters<typeof FastifyAdapter>[0]);
  const fastify: FastifyInstance = adapter.getInstance<FastifyInstance>();
  fastify.addHook('onRoute', (route) => {
    route.bodyLimit = options.bodyLimit(route.url);
  });
  const { observe } = options;
  if (observe) {
    fastify.addHook('onResponse', (request, reply, done) => {
      observe(request.method, request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime);
      done();
    });
  }
  readBodies(fastify, options);
  return adapter as unknown as FastifyAdapter;
}

function readBodies(fastify: FastifyInstance, options: ApiAdapterOptions): void {
  const { readsBytes, takesForms, takesText = () => false } = options;
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser([...JSONS, ...FORMS, TEXT], { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    try {
      const { url: route = '' } = request.routeOptions;
      const type = request.headers['content-type']?.toLowerCase() ?? '';
      if ((!takesForms(route) && isForm(type)) || (!takesText(route) && type.startsWith(TEXT))) throw unsupported();
      if (readsBytes(route)) done(null, body);
      else done(null, body.length === 0 ? undefined : readJson(body));
    } catch (error) {
      done(error as Error);
    }
  });
}

const isForm = (type: string): boolean => FORMS.some((form) => type.startsWith(form));

const unsupported = (): Problem =>
  new Problem(415, 'unsupported_media_type', 'The body must be application/json', { detail: 'Send JSON' });
