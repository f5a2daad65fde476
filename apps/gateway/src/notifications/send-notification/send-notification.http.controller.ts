import { Body, Controller, Headers, Inject, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { ApiClient } from '#libs/contracts';
import { Client } from '../../access/caller.js';
import { BULK_TAKER } from '../../injection-tokens.js';
import { isForMany, type BulkTaker } from '../bulk-thread/bulk-taker.js';
import { asText, sendAnswer, type SendHeaders } from './http-answer.js';
import { SendNotificationService } from './send-notification.service.js';

@Controller('v1/notifications')
export class SendNotificationHttpController {
  constructor(
    @Inject(SendNotificationService) private readonly service: SendNotificationService,
    @Inject(BULK_TAKER) private readonly bulks: BulkTaker,
  ) {}

  @Post()
  async send(
    @Client() client: ApiClient,
    @Body() body: unknown,
    @Headers() headers: SendHeaders,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { tenant_id: tenantId, test } = client;
    const answer = isForMany(body)
      ? await this.bulks.many({ tenantId, body, headers, test })
      : asText(await this.service.send(tenantId, body, headers, test));
    sendAnswer(reply, answer);
  }
}
