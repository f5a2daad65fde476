import type { FastifyInstance } from 'fastify';
import { metrics } from './metrics.js';

const OURS = /^\/(health|metrics)/;

/** By the route's pattern, not by its path: that holds ids. What matches no route is one label, whatever was asked for. */
export function measureRequests(fastify: Pick<FastifyInstance, 'addHook'>): void {
  fastify.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? '(none)';
    if (OURS.test(route)) return;
    const status = `${Math.floor(reply.statusCode / 100)}xx`;
    metrics.httpSeconds.observe({ method: request.method, route, status }, reply.elapsedTime / 1_000);
  });
}
