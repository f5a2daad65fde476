import { Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AccountRooms } from '../accounts/account-rooms.js';
import { TwilioCallbackService, type TwilioCall } from './twilio-callback.service.js';

@Controller('callbacks/twilio')
export class TwilioCallbackHttpController {
  constructor(
    @Inject(TwilioCallbackService) private readonly service: TwilioCallbackService,
    @Inject(AccountRooms) private readonly accounts: AccountRooms,
  ) {}

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

  @Post(':account')
  @HttpCode(204)
  async receiveOf(@Param('account') account: string, @Req() request: FastifyRequest): Promise<void> {
    return (await this.accounts.of('twilio', account)).receive(callOf(request));
  }

  @Post(':account/inbound')
  @HttpCode(204)
  async receiveInboundOf(@Param('account') account: string, @Req() request: FastifyRequest): Promise<void> {
    return (await this.accounts.of('twilio', account)).receiveInbound(callOf(request));
  }
}

const callOf = ({ url, query, body, headers }: FastifyRequest): TwilioCall => ({
  url,
  query,
  body,
  signature: headers['x-twilio-signature']?.toString(),
});
