import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { bearerToken, verifyUserToken } from '#libs/auth';
import { problems } from '#libs/http';
import { rememberUser } from './caller.js';
import { USER_TOKEN_SECRET } from '../injection-tokens.js';

@Injectable()
export class UserTokenGuard implements CanActivate {
  constructor(@Inject(USER_TOKEN_SECRET) private readonly secret: string) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const credential = bearerToken(request.headers.authorization);
    const user = credential === undefined ? null : verifyUserToken(this.secret, credential);
    if (!user) throw problems.unauthorized('Send Authorization: Bearer <token of POST /v1/users/{id}/tokens>');
    rememberUser(request, user);
    return true;
  }
}
