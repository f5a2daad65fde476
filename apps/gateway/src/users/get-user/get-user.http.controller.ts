import { Controller, Get, Inject, Param } from '@nestjs/common';
import type { ApiClient } from '#libs/contracts';
import { Client } from '../../access/caller.js';
import { UserDirectory } from '../user-directory.js';
import type { UserDocument } from '../user-document.js';
import { userIdOf } from '../user-id.js';
import { UserWebhooks } from '../user-webhooks.js';

@Controller('v1/users')
export class GetUserHttpController {
  constructor(
    @Inject(UserDirectory) private readonly users: UserDirectory,
    @Inject(UserWebhooks) private readonly webhooks: UserWebhooks,
  ) {}

  @Get(':id')
  async get(@Client() client: ApiClient, @Param('id') id: string): Promise<UserDocument> {
    return this.webhooks.shown(await this.users.find(client.tenant_id, userIdOf(id)));
  }
}
