import { Body, Controller, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { VonageCallbackService } from './vonage-callback.service.js';

@Controller('callbacks/vonage')
export class VonageCallbackHttpController {
  constructor(@Inject(VonageCallbackService) private readonly service: VonageCallbackService) {}

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
}
