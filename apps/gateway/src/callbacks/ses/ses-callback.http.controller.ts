import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { SesCallbackService } from './ses-callback.service.js';

@Controller('callbacks/ses')
export class SesCallbackHttpController {
  constructor(@Inject(SesCallbackService) private readonly service: SesCallbackService) {}

  @Post()
  @HttpCode(204)
  receive(@Body() body: unknown): Promise<void> {
    return this.service.receive(body);
  }
}
