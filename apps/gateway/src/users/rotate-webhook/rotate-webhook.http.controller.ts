import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import type { ApiClient } from '#libs/contracts';
import { check, problems } from '#libs/http';
import { Client } from '../../access/caller.js';
import { rotateRequest } from '../../rotate-request.js';
import { UserDirectory } from '../user-directory.js';
import { webhookDocument, type WebhookDocument } from '../user-document.js';
import { userIdOf } from '../user-id.js';

@Controller('v1/users')
export class RotateWebhookHttpController {
  constructor(@Inject(UserDirectory) private readonly users: UserDirectory) {}

  @Post(':id/webhooks/:webhook/rotate')
  @HttpCode(200)
  async rotate(
    @Client() { tenant_id }: ApiClient,
    @Param('id') id: string,
    @Param('webhook') endpoint_id: string,
    @Body() body: unknown,
  ): Promise<WebhookDocument> {
    const { overlap_seconds } = check(rotateRequest, body);
    const user_id = userIdOf(id);
    const change = { tenant_id, user_id, endpoint_id, overlap_seconds };
    const { webhooks } = await this.users.change('preferences.rotate_webhook', change);
    const rotated = webhooks.find((endpoint) => endpoint.endpoint_id === endpoint_id);
    if (!rotated) throw problems.notFound('There is no such webhook');
    return webhookDocument(rotated, { showSecret: true });
  }
}
