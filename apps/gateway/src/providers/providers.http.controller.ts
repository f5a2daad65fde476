import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { ApiClient } from '#libs/contracts';
import { Client } from '../access/caller.js';
import { entityTag } from './entity-tag.js';
import type { ProviderDocument } from './provider-document.js';
import { ProvidersService } from './providers.service.js';

@Controller('v1/providers')
export class ProvidersHttpController {
  constructor(@Inject(ProvidersService) private readonly providers: ProvidersService) {}

  @Get()
  list(@Client() { tenant_id }: ApiClient, @Query() query: unknown): Promise<object> {
    return this.providers.list(tenant_id, query);
  }

  @Post()
  async create(
    @Client() { tenant_id }: ApiClient,
    @Query() query: unknown,
    @Body() body: unknown,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { account, replayed } = await this.providers.create(tenant_id, query, body, key);
    reply.header('location', `/v1/providers/${account.id}`);
    if (replayed) reply.header('idempotency-replayed', 'true');
    return tagged(account, reply);
  }

  @Get(':id')
  async one(
    @Client() { tenant_id }: ApiClient,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return tagged(await this.providers.get(tenant_id, id), reply);
  }

  @Patch(':id')
  async change(
    @Client() { tenant_id }: ApiClient,
    @Param('id') id: string,
    @Query() query: unknown,
    @Body() body: unknown,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return tagged(await this.providers.change(tenant_id, id, query, body, ifMatch), reply);
  }

  @Delete(':id')
  @HttpCode(204)
  delete(@Client() { tenant_id }: ApiClient, @Param('id') id: string): Promise<void> {
    return this.providers.delete(tenant_id, id);
  }

  @Post(':id/try')
  @HttpCode(200)
  try(@Client() { tenant_id }: ApiClient, @Param('id') id: string): Promise<object> {
    return this.providers.try(tenant_id, id);
  }
}

function tagged(account: ProviderDocument, reply: FastifyReply): ProviderDocument {
  reply.header('etag', entityTag(account.version));
  return account;
}
