import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { ApiClient } from '#libs/contracts';
import { Client } from '../access/caller.js';
import { Acting, type ActingClient } from '../audit/acting.js';
import { SuppressionsService, type SuppressionDocument } from './suppressions.service.js';

@Controller('v1/suppressions')
export class SuppressionsHttpController {
  constructor(@Inject(SuppressionsService) private readonly suppressions: SuppressionsService) {}

  @Post()
  async put(
    @Acting() client: ActingClient,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SuppressionDocument> {
    const { suppression, created } = await this.suppressions.put(client, body);
    reply.code(created ? 201 : 200);
    return suppression;
  }

  @Post('bulk')
  @HttpCode(200)
  putBulk(@Acting() client: ActingClient, @Body() body: unknown): Promise<object> {
    return this.suppressions.putBulk(client, body);
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
  delete(@Acting() client: ActingClient, @Param('id') id: string): Promise<void> {
    return this.suppressions.delete(client, id);
  }
}
