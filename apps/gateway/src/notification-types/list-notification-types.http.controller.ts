import { Controller, Get, Inject, UseGuards } from '@nestjs/common';
import type { ApiClient, NotificationType } from '#libs/contracts';
import { ApiKeyGuard } from '../access/api-key.guard.js';
import { Client } from '../access/caller.js';
import { TypeCatalog } from './type-catalog.js';

@Controller('v1/notification-types')
@UseGuards(ApiKeyGuard)
export class ListNotificationTypesHttpController {
  constructor(@Inject(TypeCatalog) private readonly catalog: TypeCatalog) {}

  @Get()
  async list(@Client() client: ApiClient): Promise<{ items: NotificationType[] }> {
    const types = [...(await this.catalog.of(client.tenant_id)).values()];
    return {
      items: types.map(({ name, priority, channels, when_in_doubt, ttl_seconds }) => ({
        name,
        priority,
        channels,
        when_in_doubt,
        ttl_seconds,
      })),
    };
  }
}
