import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import type { ApiClient } from '#libs/contracts';
import { Client } from '../access/caller.js';
import { Acting, type ActingClient } from '../audit/acting.js';
import { InDoubtService } from './in-doubt.service.js';

@Controller('v1/in-doubt')
export class InDoubtHttpController {
  constructor(@Inject(InDoubtService) private readonly doubts: InDoubtService) {}

  @Get()
  list(@Client() { tenant_id }: ApiClient, @Query() query: unknown): Promise<object> {
    return this.doubts.list(tenant_id, query);
  }

  @Post('resolve')
  @HttpCode(200)
  resolveAll(@Acting() client: ActingClient, @Body() body: unknown): Promise<object> {
    return this.doubts.resolveAll(client, body);
  }

  @Get(':id')
  get(@Client() { tenant_id }: ApiClient, @Param('id') id: string): Promise<object> {
    return this.doubts.get(tenant_id, id);
  }

  @Get(':id/contents')
  inspect(@Acting() client: ActingClient, @Param('id') id: string): Promise<object> {
    return this.doubts.inspect(client, id);
  }

  @Post(':id/resolve')
  @HttpCode(200)
  resolve(@Acting() client: ActingClient, @Param('id') id: string, @Body() body: unknown): Promise<object> {
    return this.doubts.resolve(client, id, body);
  }
}
