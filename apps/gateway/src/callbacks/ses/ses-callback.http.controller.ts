import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { AccountRooms } from '../accounts/account-rooms.js';
import { SesCallbackService } from './ses-callback.service.js';

@Controller('callbacks/ses')
export class SesCallbackHttpController {
  constructor(
    @Inject(SesCallbackService) private readonly service: SesCallbackService,
    @Inject(AccountRooms) private readonly accounts: AccountRooms,
  ) {}

  @Post()
  @HttpCode(204)
  receive(@Body() body: unknown): Promise<void> {
    return this.service.receive(body);
  }

  @Post(':account')
  @HttpCode(204)
  async receiveOf(@Param('account') account: string, @Body() body: unknown): Promise<void> {
    return (await this.accounts.of('ses', account)).receive(body);
  }
}
