import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { TwilioCallbackService } from './twilio-callback.service.js';

@Controller('callbacks/twilio')
export class TwilioCallbackHttpController {
  constructor(@Inject(TwilioCallbackService) private readonly service: TwilioCallbackService) {}

  @Post()
  @HttpCode(204)
  receive(@Req() { url, query, body, headers }: FastifyRequest): Promise<void> {
    return this.service.receive({ url, query, body, signature: headers['x-twilio-signature']?.toString() });
  }
}
