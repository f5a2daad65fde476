import { Body, Controller, Headers, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { AccountRooms } from '../accounts/account-rooms.js';
import { SendgridCallbackService } from './sendgrid-callback.service.js';

@Controller('callbacks/sendgrid')
export class SendgridCallbackHttpController {
  constructor(
    @Inject(SendgridCallbackService) private readonly service: SendgridCallbackService,
    @Inject(AccountRooms) private readonly accounts: AccountRooms,
  ) {}

  @Post()
  @HttpCode(200)
  receive(
    @Body() body: unknown,
    @Headers() headers: Record<string, string | undefined>,
  ): Promise<{ received: number }> {
    return this.service.receive(body, headers);
  }

  @Post(':account')
  @HttpCode(200)
  async receiveOf(
    @Param('account') account: string,
    @Body() body: unknown,
    @Headers() headers: Record<string, string | undefined>,
  ): Promise<{ received: number }> {
    return (await this.accounts.of('sendgrid', account)).receive(body, headers);
  }
}
