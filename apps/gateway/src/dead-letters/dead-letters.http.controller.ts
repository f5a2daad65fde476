import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { ApiClient } from '#libs/contracts';
import { Client } from '../access/caller.js';
import { Acting, type ActingClient } from '../audit/acting.js';
import { DeadLettersService } from './dead-letters.service.js';

@Controller('v1/dead-letters')
export class DeadLettersHttpController {
  constructor(@Inject(DeadLettersService) private readonly letters: DeadLettersService) {}

  @Get()
  list(@Client() { tenant_id }: ApiClient, @Query() query: unknown): Promise<object> {
    return this.letters.list(tenant_id, query);
  }

  @Get(':id')
  get(@Client() { tenant_id }: ApiClient, @Param('id') id: string): Promise<object> {
    return this.letters.get(tenant_id, id);
  }

  @Get(':id/contents')
  inspect(@Acting() client: ActingClient, @Param('id') id: string): Promise<object> {
    return this.letters.inspect(client, id);
  }

  @Post(':id/replay')
  async replay(
    @Acting() client: ActingClient,
    @Param('id') id: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { created, replayed } = await this.letters.replay(client, id, body);
    reply.code(created ? 202 : 200);
    return replayed;
  }

  @Post(':id/discard')
  @HttpCode(200)
  discard(@Acting() client: ActingClient, @Param('id') id: string, @Body() body: unknown): Promise<object> {
    return this.letters.discard(client, id, body);
  }
}
