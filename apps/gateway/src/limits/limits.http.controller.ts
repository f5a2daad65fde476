import { Body, Controller, Get, Inject, Put } from '@nestjs/common';
import type { ApiClient } from '#libs/contracts';
import { Client } from '../access/caller.js';
import { LimitsService } from './limits.service.js';

@Controller('v1/limits')
export class LimitsHttpController {
  constructor(@Inject(LimitsService) private readonly limits: LimitsService) {}

  @Get()
  get(@Client() { tenant_id }: ApiClient): Promise<object> {
    return this.limits.get(tenant_id);
  }

  @Put()
  put(@Client() { tenant_id }: ApiClient, @Body() body: unknown): Promise<object> {
    return this.limits.put(tenant_id, body);
  }
}
