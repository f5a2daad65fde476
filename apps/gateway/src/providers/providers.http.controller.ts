import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { ApiClient } from '#libs/contracts';
import { Client } from '../access/caller.js';
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
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const made = await this.providers.create(tenant_id, query, body);
    reply.header('location', `/v1/providers/${made.id}`);
    return made;
  }

  @Get(':id')
  one(@Client() { tenant_id }: ApiClient, @Param('id') id: string): Promise<object> {
    return this.providers.get(tenant_id, id);
  }

  @Patch(':id')
  change(
    @Client() { tenant_id }: ApiClient,
    @Param('id') id: string,
    @Query() query: unknown,
    @Body() body: unknown,
  ): Promise<object> {
    return this.providers.change(tenant_id, id, query, body);
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
