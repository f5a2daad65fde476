import { Body, Controller, Get, Header, Headers, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { WhatsappCallbackService } from './whatsapp-callback.service.js';

@Controller('callbacks/whatsapp')
export class WhatsappCallbackHttpController {
  constructor(@Inject(WhatsappCallbackService) private readonly service: WhatsappCallbackService) {}

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
}
