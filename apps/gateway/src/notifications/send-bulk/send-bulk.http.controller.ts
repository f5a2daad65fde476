import { Body, Controller, Headers, Inject, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { ApiClient } from '#libs/contracts';
import { Client } from '../../access/caller.js';
import { BULK_TAKER } from '../../injection-tokens.js';
import { sendAnswer, type SendHeaders } from '../send-notification/http-answer.js';
import type { BulkTaker } from '../bulk-thread/bulk-taker.js';

const NO_BODY = Buffer.alloc(0);

@Controller('v1/notifications/bulk')
export class SendBulkHttpController {
  constructor(@Inject(BULK_TAKER) private readonly bulks: BulkTaker) {}

  /** The body comes as bytes: see bodies.ts. */
  @Post()
  async send(
    @Client() client: ApiClient,
    @Body() body: Buffer | undefined,
    @Headers() headers: SendHeaders,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { tenant_id: tenantId, test } = client;
    sendAnswer(reply, await this.bulks.bulk({ tenantId, body: body ?? NO_BODY, headers, test }));
  }
}
