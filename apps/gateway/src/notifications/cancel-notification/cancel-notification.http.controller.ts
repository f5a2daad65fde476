import { Controller, Delete, Inject, Param } from '@nestjs/common';
import type { ApiClient } from '#libs/contracts';
import { Client } from '../../access/caller.js';
import type { Accepted } from '../intake/intake-item.js';
import { CancelNotificationService } from './cancel-notification.service.js';

@Controller('v1/notifications')
export class CancelNotificationHttpController {
  constructor(@Inject(CancelNotificationService) private readonly service: CancelNotificationService) {}

  @Delete(':id')
  cancel(@Client() client: ApiClient, @Param('id') id: string): Promise<Accepted> {
    return this.service.cancel(client.tenant_id, id);
  }
}
