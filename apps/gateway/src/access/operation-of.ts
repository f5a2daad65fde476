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

interface Route {
  readonly method: string | readonly string[];
  readonly url: string;
}

/** Refuses, at the start, a route that nobody could ever call because it is not in the list. */
export function mustBeListed({ method, url }: Route): void {
  const methods = [method].flat().filter((one) => one !== 'OPTIONS' && url !== '*');
  for (const one of methods)
    if (!BY_ROUTE.has(routeOf(one, url)))
      throw new Error(`${one} ${url} is answered, but no *.operations.ts tells of it`);
}
