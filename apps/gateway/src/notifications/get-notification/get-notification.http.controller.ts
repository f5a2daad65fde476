import { Controller, Get, Inject, Param } from '@nestjs/common';
import type { ApiClient } from '#libs/contracts';
import { Client } from '../../access/caller.js';
import { GetNotificationService } from './get-notification.service.js';
import type { WholeNotification } from './notification-document.js';

@Controller('v1/notifications')
export class GetNotificationHttpController {
  constructor(@Inject(GetNotificationService) private readonly service: GetNotificationService) {}

  @Get(':id')
  get(@Client() client: ApiClient, @Param('id') id: string): Promise<WholeNotification> {
    return this.service.get(client.tenant_id, id);
  }
}
