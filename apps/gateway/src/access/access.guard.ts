import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { bearerToken, looksLikeApiKey, verifyUserToken } from '#libs/auth';
import type { ApiClient } from '#libs/contracts';
import { problems } from '#libs/http';
import type { Access } from '../api-page/operation.js';
import { operations } from '../api-page/operations.js';
import { USER_TOKEN_SECRET } from '../injection-tokens.js';
import { ApiClients } from './api-clients.js';
import { rememberClient, rememberUser } from './caller.js';

/** As Fastify names routes; whoever may GET may ask for the HEAD. */
const routeOf = (method: string, path: string): string =>
  `${method === 'HEAD' ? 'GET' : method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`;

const ACCESS: ReadonlyMap<string, Access> = new Map(
  operations.map(({ method, path, access }) => [routeOf(method, path), access]),
);

/** Refuses, at the start, a route that nobody could ever call because it is not in the list. */
export function mustBeListed({
  method,
  url,
}: {
  readonly method: string | readonly string[];
  readonly url: string;
}): void {
  const methods = [method].flat().filter((one) => one !== 'OPTIONS' && url !== '*');
  for (const one of methods)
    if (!ACCESS.has(routeOf(one, url)))
      throw new Error(`${one} ${url} is answered, but no *.operations.ts tells of it`);
}

/** Who may call what: the list that documents the API says it, and a call that is not in it is not answered. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(ApiClients) private readonly clients: ApiClients,
    @Inject(USER_TOKEN_SECRET) private readonly userTokenSecret: string,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const access = ACCESS.get(routeOf(request.method, request.routeOptions.url ?? ''));
    if (access === undefined) throw problems.notFound('No such address');
    if (access === 'anybody' || access === 'signature') return true;
    return access === 'end_user' ? this.admitUser(request) : this.admitClient(request);
  }

  private admitUser(request: FastifyRequest): boolean {
    const credential = bearerToken(request.headers.authorization);
    const user = credential === undefined ? null : verifyUserToken(this.userTokenSecret, credential);
    if (!user) throw problems.unauthorized('Send Authorization: Bearer <token of POST /v1/users/{id}/tokens>');
    rememberUser(request, user);
    return true;
  }

  private admitClient(request: FastifyRequest): boolean | Promise<boolean> {
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
