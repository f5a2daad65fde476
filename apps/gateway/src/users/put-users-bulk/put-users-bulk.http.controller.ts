import { Body, Controller, HttpCode, Inject, Post, Put } from '@nestjs/common';
import type { ApiClient } from '#libs/contracts';
import { Client } from '../../access/caller.js';
import { PutUsersBulkService, type UserResult } from './put-users-bulk.service.js';

@Controller('v1/users/bulk')
export class PutUsersBulkHttpController {
  constructor(@Inject(PutUsersBulkService) private readonly service: PutUsersBulkService) {}

  @Put()
  put(@Client() client: ApiClient, @Body() body: unknown): Promise<{ results: UserResult[] }> {
    return this.service.put(client.tenant_id, body);
  }

  @Post()
  @HttpCode(200)
  post(@Client() client: ApiClient, @Body() body: unknown): Promise<{ results: UserResult[] }> {
    return this.service.put(client.tenant_id, body);
  }
}
