import { Body, Controller, Get, Inject, Put } from '@nestjs/common';
import type { ApiClient } from '#libs/contracts';
import { Client } from '../access/caller.js';
import { Acting, type ActingClient } from '../audit/acting.js';
import { LimitsService } from './limits.service.js';

@Controller('v1/limits')
export class LimitsHttpController {
  constructor(@Inject(LimitsService) private readonly limits: LimitsService) {}

  @Get()
  get(@Client() { tenant_id }: ApiClient): Promise<object> {
    return this.limits.get(tenant_id);
  }

  @Put()
  put(@Acting() client: ActingClient, @Body() body: unknown): Promise<object> {
    return this.limits.put(client, body);
  }
}
