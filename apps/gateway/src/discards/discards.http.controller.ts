import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import type { ApiClient } from '#libs/contracts';
import { Client } from '../access/caller.js';
import { Acting, type ActingClient } from '../audit/acting.js';
import type { MergedPage } from '../stuck/merged-page.js';
import type { DiscardDocument } from './discard-document.js';
import { DiscardsService } from './discards.service.js';

@Controller('v1/discards')
export class DiscardsHttpController {
  constructor(@Inject(DiscardsService) private readonly discards: DiscardsService) {}

  @Post()
  @HttpCode(202)
  start(@Acting() client: ActingClient, @Body() body: unknown): Promise<DiscardDocument> {
    return this.discards.start(client, body);
  }

  @Get()
  list(@Client() { tenant_id }: ApiClient, @Query() query: unknown): Promise<MergedPage<DiscardDocument>> {
    return this.discards.list(tenant_id, query);
  }

  @Get(':id')
  get(@Client() { tenant_id }: ApiClient, @Param('id') id: string): Promise<DiscardDocument> {
    return this.discards.get(tenant_id, id);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  cancel(@Acting() client: ActingClient, @Param('id') id: string): Promise<DiscardDocument> {
    return this.discards.cancel(client, id);
  }
}
