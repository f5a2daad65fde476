import { Body, Controller, Inject, Param, Put, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { ApiClient } from '#libs/contracts';
import { check } from '#libs/http';
import { Client } from '../../access/caller.js';
import { UserDirectory } from '../user-directory.js';
import type { UserDocument } from '../user-document.js';
import { userIdOf } from '../user-id.js';
import { UserWebhooks } from '../user-webhooks.js';
import { putUserOf, userRequest } from './user-request.js';

@Controller('v1/users')
export class PutUserHttpController {
  constructor(
    @Inject(UserDirectory) private readonly users: UserDirectory,
    @Inject(UserWebhooks) private readonly webhooks: UserWebhooks,
  ) {}

  @Put(':id')
  async put(
    @Client() client: ApiClient,
    @Param('id') id: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserDocument> {
    const user = putUserOf(client.tenant_id, userIdOf(id), check(userRequest, body));
    const stored = await this.users.store(user);
    reply.code(stored.created ? 201 : 200);
    return this.webhooks.stored(stored, user.webhooks !== undefined);
  }
}
