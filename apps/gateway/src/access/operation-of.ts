import type { FastifyRequest } from 'fastify';
import type { Operation } from '../api-page/operation.js';
import { operations } from '../api-page/operations.js';

const routeOf = (method: string, path: string): string =>
  `${method === 'HEAD' ? 'GET' : method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`;

const BY_ROUTE: ReadonlyMap<string, Operation> = new Map(
  operations.map((operation) => [routeOf(operation.method, operation.path), operation]),
);

/** Which call of the API this is, as Fastify names routes; whoever may GET may ask for the HEAD. */
export const operationOf = ({ method, routeOptions }: FastifyRequest): Operation | undefined =>
  BY_ROUTE.get(routeOf(method, routeOptions.url ?? ''));
