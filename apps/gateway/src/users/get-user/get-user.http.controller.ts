import { Controller, Get, Inject, Param } from '@nestjs/common';
import type { ApiClient } from '#libs/contracts';
import { Client } from '../../access/caller.js';
import { UserDirectory } from '../user-directory.js';
import { userDocument, type UserDocument } from '../user-document.js';
import { userIdOf } from '../user-id.js';

@Controller('v1/users')
export class GetUserHttpController {
  constructor(@Inject(UserDirectory) private readonly users: UserDirectory) {}

  @Get(':id')
  async get(@Client() client: ApiClient, @Param('id') id: string): Promise<UserDocument> {
    return userDocument(await this.users.find(client.tenant_id, userIdOf(id)));
  }
}
