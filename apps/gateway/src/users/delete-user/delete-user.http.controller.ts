import { Controller, Delete, HttpCode, Inject, Param, UseGuards } from '@nestjs/common';
import type { ApiClient } from '#libs/contracts';
import { ApiKeyGuard } from '../../access/api-key.guard.js';
import { Client } from '../../access/caller.js';
import { UserDirectory } from '../user-directory.js';
import { userIdOf } from '../user-id.js';

@Controller('v1/users')
@UseGuards(ApiKeyGuard)
export class DeleteUserHttpController {
  constructor(@Inject(UserDirectory) private readonly users: UserDirectory) {}

  @Delete(':id')
  @HttpCode(204)
  async delete(@Client() client: ApiClient, @Param('id') id: string): Promise<void> {
    await this.users.remove(client.tenant_id, userIdOf(id));
  }
}
