import type { FastifyRequest } from 'fastify';
import { plainAddress } from '#libs/network';

/** Where a request comes from; proxies of ours are seen through (`TRUSTED_PROXIES`). Undefined: a proxy did not say. */
export const addressOf = (request: FastifyRequest): string | undefined => plainAddress(request.ip);
