import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { TwilioCallbackService, type TwilioCall } from './twilio-callback.service.js';

@Controller('callbacks/twilio')
export class TwilioCallbackHttpController {
  constructor(@Inject(TwilioCallbackService) private readonly service: TwilioCallbackService) {}

  @Post()
  @HttpCode(204)
  receive(@Req() request: FastifyRequest): Promise<void> {
    return this.service.receive(callOf(request));
  }

  @Post('inbound')
  @HttpCode(204)
  receiveInbound(@Req() request: FastifyRequest): Promise<void> {
    return this.service.receiveInbound(callOf(request));
  }
}

const callOf = ({ url, query, body, headers }: FastifyRequest): TwilioCall => ({
  url,
  query,
  body,
  signature: headers['x-twilio-signature']?.toString(),
});
