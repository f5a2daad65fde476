import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { ApiClient } from '#libs/contracts';
import { Client } from '../access/caller.js';
import { SuppressionsService, type SuppressionDocument } from './suppressions.service.js';

@Controller('v1/suppressions')
export class SuppressionsHttpController {
  constructor(@Inject(SuppressionsService) private readonly suppressions: SuppressionsService) {}

  @Post()
  async put(
    @Client() { tenant_id }: ApiClient,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SuppressionDocument> {
    const { suppression, created } = await this.suppressions.put(tenant_id, body);
    reply.code(created ? 201 : 200);
    return suppression;
  }

  @Post('bulk')
  @HttpCode(200)
  putBulk(@Client() { tenant_id }: ApiClient, @Body() body: unknown): Promise<object> {
    return this.suppressions.putBulk(tenant_id, body);
  }

  @Get()
  list(@Client() { tenant_id }: ApiClient, @Query() query: unknown): Promise<object> {
    return this.suppressions.list(tenant_id, query);
  }

  @Post('check')
  @HttpCode(200)
  check(@Client() { tenant_id }: ApiClient, @Body() body: unknown): Promise<object> {
    return this.suppressions.check(tenant_id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  delete(@Client() { tenant_id }: ApiClient, @Param('id') id: string): Promise<void> {
    return this.suppressions.delete(tenant_id, id);
  }
}
