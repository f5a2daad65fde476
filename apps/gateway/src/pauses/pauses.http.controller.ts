import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Put } from '@nestjs/common';
import type { ApiClient } from '#libs/contracts';
import { Client } from '../access/caller.js';
import { PausesService } from './pauses.service.js';

@Controller('v1/pauses')
export class PausesHttpController {
  constructor(@Inject(PausesService) private readonly pauses: PausesService) {}

  @Get()
  list(@Client() { tenant_id }: ApiClient): Promise<object> {
    return this.pauses.list(tenant_id);
  }

  @Put(':id')
  put(@Client() { tenant_id }: ApiClient, @Param('id') id: string, @Body() body: unknown): Promise<object> {
    return this.pauses.put(tenant_id, id, body);
  }

  @Get(':id')
  one(@Client() { tenant_id }: ApiClient, @Param('id') id: string): Promise<object> {
    return this.pauses.get(tenant_id, id);
  }

  @Delete(':id')
  @HttpCode(204)
  delete(@Client() { tenant_id }: ApiClient, @Param('id') id: string): Promise<void> {
    return this.pauses.delete(tenant_id, id);
  }
}
