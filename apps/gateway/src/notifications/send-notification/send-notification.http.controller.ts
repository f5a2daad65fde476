import { Body, Controller, Headers, Inject, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { ApiClient } from '#libs/contracts';
import { ApiKeyGuard } from '../../access/api-key.guard.js';
import { Client } from '../../access/caller.js';
import { sendAnswer, type SendHeaders } from './http-answer.js';
import { SendNotificationService } from './send-notification.service.js';

@Controller('v1/notifications')
@UseGuards(ApiKeyGuard)
export class SendNotificationHttpController {
  constructor(@Inject(SendNotificationService) private readonly service: SendNotificationService) {}

  @Post()
  async send(
    @Client() client: ApiClient,
    @Body() body: unknown,
    @Headers() headers: SendHeaders,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendAnswer(reply, await this.service.send(client.tenant_id, body, headers));
  }
}
