import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { ApiClient } from '#libs/contracts';
import { networkOf } from '#libs/network';
import { clientOf } from '../access/caller.js';
import type { Actor } from './audit.statements.js';

/** The producer that calls, and from where, as the audit of what it changes is told. */
export type ActingClient = ApiClient & Actor;

export const Acting = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return { ...clientOf(request), address: networkOf(request.ip) };
});
