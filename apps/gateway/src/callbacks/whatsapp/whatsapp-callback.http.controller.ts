import { Body, Controller, Get, Header, Headers, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { AccountRooms } from '../accounts/account-rooms.js';
import { WhatsappCallbackService } from './whatsapp-callback.service.js';

@Controller('callbacks/whatsapp')
export class WhatsappCallbackHttpController {
  constructor(
    @Inject(WhatsappCallbackService) private readonly service: WhatsappCallbackService,
    @Inject(AccountRooms) private readonly accounts: AccountRooms,
  ) {}

  @Get()
  @Header('content-type', 'text/plain; charset=utf-8')
  verify(@Query() query: Record<string, unknown>): string {
    return this.service.answerTo(query);
  }

  @Post()
  @HttpCode(204)
  receive(@Body() body: unknown, @Headers('x-hub-signature-256') signature: string | undefined): Promise<void> {
    return this.service.receive(body, signature);
  }

  @Get(':account')
  @Header('content-type', 'text/plain; charset=utf-8')
  async verifyOf(@Param('account') account: string, @Query() query: Record<string, unknown>): Promise<string> {
    return (await this.accounts.of('whatsapp', account)).answerTo(query);
  }

  @Post(':account')
  @HttpCode(204)
  async receiveOf(
    @Param('account') account: string,
    @Body() body: unknown,
    @Headers('x-hub-signature-256') signature: string | undefined,
  ): Promise<void> {
    return (await this.accounts.of('whatsapp', account)).receive(body, signature);
  }
}
