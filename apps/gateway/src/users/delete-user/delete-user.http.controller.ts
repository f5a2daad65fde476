import { Controller, Delete, HttpCode, Inject, Param } from '@nestjs/common';
import type { ApiClient } from '#libs/contracts';
import { Client } from '../../access/caller.js';
import { UserDirectory } from '../user-directory.js';
import { userIdOf } from '../user-id.js';

@Controller('v1/users')
export class DeleteUserHttpController {
  constructor(@Inject(UserDirectory) private readonly users: UserDirectory) {}

  @Delete(':id')
  @HttpCode(204)
  async delete(@Client() client: ApiClient, @Param('id') id: string): Promise<void> {
    await this.users.remove(client.tenant_id, userIdOf(id));
  }
}
