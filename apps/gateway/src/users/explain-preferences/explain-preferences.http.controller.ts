import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import type { ApiClient } from '#libs/contracts';
import { Client } from '../../access/caller.js';
import type { Explanation } from './explain-preferences.js';
import { ExplainPreferencesService } from './explain-preferences.service.js';

@Controller('v1/users/:id/preferences/explain')
export class ExplainPreferencesHttpController {
  constructor(@Inject(ExplainPreferencesService) private readonly service: ExplainPreferencesService) {}

  @Get()
  explain(@Client() { tenant_id }: ApiClient, @Param('id') id: string, @Query() query: unknown): Promise<Explanation> {
    return this.service.explain(tenant_id, id, query);
  }
}
