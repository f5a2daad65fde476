import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { TokenUser } from '#libs/auth';
import type { ApiClient } from '#libs/contracts';

const clients = new WeakMap<FastifyRequest, ApiClient>();
const users = new WeakMap<FastifyRequest, TokenUser>();

export const rememberClient = (request: FastifyRequest, client: ApiClient): void => void clients.set(request, client);
export const rememberUser = (request: FastifyRequest, user: TokenUser): void => void users.set(request, user);

export const clientOf = (request: FastifyRequest): ApiClient | undefined => clients.get(request);

const requestOf = (context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest>();

/** The producer that calls: its tenant is the one that everything belongs to. */
export const Client = createParamDecorator((_: unknown, context: ExecutionContext) => clients.get(requestOf(context)));

/** The end user that calls. */
export const EndUser = createParamDecorator((_: unknown, context: ExecutionContext) => users.get(requestOf(context)));
