import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Inject, Param, Put, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { ApiClient } from '#libs/contracts';
import { Client } from '../access/caller.js';
import { Acting, type ActingClient } from '../audit/acting.js';
import { readType } from './type-request.js';
import { TypeStore, type StoredType } from './type-store.js';

@Controller('v1/notification-types')
export class NotificationTypesHttpController {
  constructor(@Inject(TypeStore) private readonly types: TypeStore) {}

  @Get()
  async list(@Client() { tenant_id }: ApiClient): Promise<{ items: StoredType[] }> {
    return { items: await this.types.list(tenant_id) };
  }

  @Get(':name')
  get(@Client() { tenant_id }: ApiClient, @Param('name') name: string): Promise<StoredType> {
    return this.types.find(tenant_id, name);
  }

  @Put(':name')
  async put(
    @Acting() client: ActingClient,
    @Param('name') name: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StoredType> {
    const { type, created } = await this.types.put(client, readType(name, body));
    void reply.code(created ? HttpStatus.CREATED : HttpStatus.OK);
    return type;
  }

  @Delete(':name')
  @HttpCode(HttpStatus.NO_CONTENT)
  remove(@Acting() client: ActingClient, @Param('name') name: string): Promise<void> {
    return this.types.remove(client, name);
  }
}
