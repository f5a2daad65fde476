import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { issueUserToken, type IssuedToken } from '#libs/auth';
import type { ApiClient } from '#libs/contracts';
import { check } from '#libs/http';
import { Client } from '../../access/caller.js';
import { USER_TOKEN_SECRET } from '../../injection-tokens.js';
import { UserDirectory } from '../user-directory.js';
import { userIdOf } from '../user-id.js';

const HOUR = 3_600;
const DAY = 24 * HOUR;

export const tokenRequest = z
  .strictObject({
    ttl_seconds: z
      .int()
      .min(60)
      .max(7 * DAY)
      .default(DAY),
  })
  .meta({ id: 'TokenRequest', example: { ttl_seconds: 3_600 } });

@Controller('v1/users/:id/tokens')
export class IssueTokenHttpController {
  constructor(
    @Inject(USER_TOKEN_SECRET) private readonly secret: string,
    @Inject(UserDirectory) private readonly users: UserDirectory,
  ) {}

  @Post()
  @HttpCode(201)
  async issue(
    @Client() { tenant_id }: ApiClient,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<IssuedToken> {
    const { ttl_seconds } = check(tokenRequest, body ?? {});
    const { user_id } = await this.users.find(tenant_id, userIdOf(id));
    return issueUserToken(this.secret, { tenant_id, user_id }, ttl_seconds);
  }
}
