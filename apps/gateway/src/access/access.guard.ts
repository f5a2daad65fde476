import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { bearerToken, looksLikeApiKey, verifyUserToken } from '#libs/auth';
import type { ApiClient, Scope } from '#libs/contracts';
import { problems } from '#libs/http';
import type { Access } from '../api-page/operation.js';
import { operations } from '../api-page/operations.js';
import { USER_TOKEN_SECRET } from '../injection-tokens.js';
import { addressOf } from './address-of.js';
import { ApiClients, type Authentication } from './api-clients.js';
import { rememberClient, rememberUser } from './caller.js';
import { KeyUses } from './key-uses.js';
import { keyRefused, missingScope } from './refusals.js';

/** As Fastify names routes; whoever may GET may ask for the HEAD. */
const routeOf = (method: string, path: string): string =>
  `${method === 'HEAD' ? 'GET' : method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`;

const ACCESS: ReadonlyMap<string, Access> = new Map(
  operations.map(({ method, path, access }) => [routeOf(method, path), access]),
);

/** Who may call what: the list that documents the API says it, and a call that is not in it is not answered. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(ApiClients) private readonly clients: ApiClients,
    @Inject(KeyUses) private readonly uses: KeyUses,
    @Inject(USER_TOKEN_SECRET) private readonly userTokenSecret: string,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const access = ACCESS.get(routeOf(request.method, request.routeOptions.url ?? ''));
    if (access === undefined) throw problems.notFound('No such address');
    if (access === 'anybody' || access === 'signature') return true;
    return access === 'end_user' ? this.admitUser(request) : this.admitClient(request, access);
  }

  private admitUser(request: FastifyRequest): boolean {
    const credential = bearerToken(request.headers.authorization);
    const user = credential === undefined ? null : verifyUserToken(this.userTokenSecret, credential);
    if (!user) throw problems.unauthorized('Send Authorization: Bearer <token of POST /v1/users/{id}/tokens>');
    rememberUser(request, user);
    return true;
  }

  private admitClient(request: FastifyRequest, scope: Scope): boolean | Promise<boolean> {
    const credential = bearerToken(request.headers.authorization);
    if (credential === undefined) throw problems.unauthorized('Send Authorization: Bearer <API key>');
    if (!looksLikeApiKey(credential)) throw problems.forbidden('An end user\u2019s token does not open this');
    const admit = (known: Authentication): boolean => this.admitKey(request, known, scope);
    const known = this.clients.authenticate(credential, addressOf(request));
    return known instanceof Promise ? known.then(admit) : admit(known);
  }

  private admitKey(request: FastifyRequest, known: Authentication, scope: Scope): boolean {
    if ('refused' in known) throw keyRefused(known.refused);
    this.uses.note(known.client.key_id);
    return admit(request, known.client, scope);
  }
}

/** Whoever the credential speaks for, it must have the scope of the call. */
function admit(request: FastifyRequest, client: ApiClient, scope: Scope): boolean {
  if (!client.scopes.includes(scope)) throw missingScope(scope);
  rememberClient(request, client);
  return true;
}
