import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { bearerToken, verifyUserToken } from '#libs/auth';
import type { ApiClient, Scope } from '#libs/contracts';
import { problems, type Problem } from '#libs/http';
import { USER_TOKEN_SECRET } from '../injection-tokens.js';
import { addressOf } from './address-of.js';
import { rememberClient, rememberUser } from './caller.js';
import { Callers } from './callers.js';
import { operationOf } from './operation-of.js';
import { isClient, missingScope, refusalOf, refusedAs, rememberRefusal, type Verdict } from './refusal.js';

/** Who may call what: the list that documents the API says it, and a call that is not in it is not answered. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Callers) private readonly callers: Callers,
    @Inject(USER_TOKEN_SECRET) private readonly userTokenSecret: string,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const access = operationOf(request)?.access;
    if (access === undefined) throw problems.notFound('No such address');
    if (access === 'anybody' || access === 'signature') return true;
    return access === 'end_user' ? this.admitUser(request) : this.admitClient(request, access);
  }

  private admitUser(request: FastifyRequest): boolean {
    const credential = bearerToken(request.headers.authorization);
    const user = credential === undefined ? null : verifyUserToken(this.userTokenSecret, credential);
    if (!user) throw refuse(request, 'no_user_token');
    rememberUser(request, user);
    return true;
  }

  private admitClient(request: FastifyRequest, scope: Scope): boolean | Promise<boolean> {
    const credential = bearerToken(request.headers.authorization);
    const verdict =
      credential === undefined ? 'no_credential' : this.callers.authenticate(credential, addressOf(request));
    const admitted = (found: Verdict): boolean => admit(request, found, scope);
    return verdict instanceof Promise ? verdict.then(admitted) : admitted(verdict);
  }
}

function admit(request: FastifyRequest, verdict: Verdict, scope: Scope): boolean {
  if (!isClient(verdict)) throw refuse(request, verdict);
  rememberClient(request, verdict);
  if (verdict.scopes.includes(scope)) return true;
  rememberRefusal(request, 'scope');
  throw missingScope(scope);
}

function refuse(request: FastifyRequest, verdict: Exclude<Verdict, ApiClient>): Problem {
  const { refused, known } = refusalOf(verdict);
  rememberRefusal(request, refused, known);
  return refusedAs(refused);
}
