import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { bearerToken, looksLikeApiKey } from '#libs/auth';
import type { ApiClient } from '#libs/contracts';
import { problems } from '#libs/http';
import { ApiClients } from './api-clients.js';
import { rememberClient } from './caller.js';

@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(@Inject(ApiClients) private readonly clients: ApiClients) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const credential = bearerToken(request.headers.authorization);
    if (credential === undefined) throw problems.unauthorized('Send Authorization: Bearer <API key>');
    if (!looksLikeApiKey(credential)) throw problems.forbidden('An end user\u2019s token does not open this');
    const known = this.clients.authenticate(credential);
    return known instanceof Promise ? known.then((client) => admit(request, client)) : admit(request, known);
  }
}

function admit(request: FastifyRequest, client: ApiClient | null): boolean {
  if (!client) throw problems.unauthorized('This API key is not valid');
  rememberClient(request, client);
  return true;
}
