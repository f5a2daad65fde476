import { Controller, Get, Inject } from '@nestjs/common';
import type { ApiClient, NotificationType } from '#libs/contracts';
import { Client } from '../access/caller.js';
import { TypeCatalog } from './type-catalog.js';

@Controller('v1/notification-types')
export class ListNotificationTypesHttpController {
  constructor(@Inject(TypeCatalog) private readonly catalog: TypeCatalog) {}

  @Get()
  async list(@Client() client: ApiClient): Promise<{ items: NotificationType[] }> {
    return { items: [...(await this.catalog.of(client.tenant_id)).values()] };
  }
}
