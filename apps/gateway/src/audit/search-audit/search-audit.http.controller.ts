import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { ApiClient } from '#libs/contracts';
import { check } from '#libs/http';
import { Client } from '../../access/caller.js';
import { auditQuery } from './audit-query.js';
import { SearchAuditService, type AuditPage } from './search-audit.service.js';

@Controller('v1/audit')
export class SearchAuditHttpController {
  constructor(@Inject(SearchAuditService) private readonly service: SearchAuditService) {}

  @Get()
  search(@Client() { tenant_id }: ApiClient, @Query() query: unknown): Promise<AuditPage> {
    return this.service.search(tenant_id, check(auditQuery, query));
  }
}
