import { Body, Controller, Headers, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { AccountRooms } from '../accounts/account-rooms.js';
import { VonageCallbackService } from './vonage-callback.service.js';

@Controller('callbacks/vonage')
export class VonageCallbackHttpController {
  constructor(
    @Inject(VonageCallbackService) private readonly service: VonageCallbackService,
    @Inject(AccountRooms) private readonly accounts: AccountRooms,
  ) {}

  @Post()
  @HttpCode(204)
  receive(@Body() body: unknown, @Headers('content-type') type: string | undefined): Promise<void> {
    return this.service.receive(body, type);
  }

  @Post('inbound')
  @HttpCode(204)
  receiveInbound(@Body() body: unknown, @Headers('content-type') type: string | undefined): Promise<void> {
    return this.service.receiveInbound(body, type);
  }

  @Post(':account')
  @HttpCode(204)
  async receiveOf(
    @Param('account') account: string,
    @Body() body: unknown,
    @Headers('content-type') type: string | undefined,
  ): Promise<void> {
    return (await this.accounts.of('vonage', account)).receive(body, type);
  }

  @Post(':account/inbound')
  @HttpCode(204)
  async receiveInboundOf(
    @Param('account') account: string,
    @Body() body: unknown,
    @Headers('content-type') type: string | undefined,
  ): Promise<void> {
    return (await this.accounts.of('vonage', account)).receiveInbound(body, type);
  }
}
