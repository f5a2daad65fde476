import { Body, Controller, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { SendgridCallbackService } from './sendgrid-callback.service.js';

@Controller('callbacks/sendgrid')
export class SendgridCallbackHttpController {
  constructor(@Inject(SendgridCallbackService) private readonly service: SendgridCallbackService) {}

  @Post()
  @HttpCode(200)
  receive(
    @Body() body: unknown,
    @Headers() headers: Record<string, string | undefined>,
  ): Promise<{ received: number }> {
    return this.service.receive(body, headers);
  }
}
