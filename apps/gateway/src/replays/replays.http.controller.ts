import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import type { ApiClient } from '#libs/contracts';
import { Client } from '../access/caller.js';
import { Acting, type ActingClient } from '../audit/acting.js';
import type { MergedPage } from '../stuck/merged-page.js';
import type { ReplayDocument } from './replay-document.js';
import { ReplaysService } from './replays.service.js';

@Controller('v1/replays')
export class ReplaysHttpController {
  constructor(@Inject(ReplaysService) private readonly replays: ReplaysService) {}

  @Post()
  @HttpCode(202)
  start(@Acting() client: ActingClient, @Body() body: unknown): Promise<ReplayDocument> {
    return this.replays.start(client, body);
  }

  @Get()
  list(@Client() { tenant_id }: ApiClient, @Query() query: unknown): Promise<MergedPage<ReplayDocument>> {
    return this.replays.list(tenant_id, query);
  }

  @Get(':id')
  get(@Client() { tenant_id }: ApiClient, @Param('id') id: string): Promise<ReplayDocument> {
    return this.replays.get(tenant_id, id);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  cancel(@Acting() client: ActingClient, @Param('id') id: string): Promise<ReplayDocument> {
    return this.replays.cancel(client, id);
  }
}
