import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import type { TokenUser } from '#libs/auth';
import type { InboxPage } from '#libs/contracts';
import { check } from '#libs/http';
import { EndUser } from '../access/caller.js';
import { pageCursor } from '../page-cursor.js';
import { InboxService } from './inbox.service.js';

export const inboxQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: pageCursor.optional(),
  unread_only: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
});

export const readRequest = z
  .strictObject({ ids: z.array(z.string().min(1).max(64)).min(1).max(1_000) })
  .meta({ id: 'ReadRequest', example: { ids: ['019a8f3c-5a00-7000-8000-000000000001'] } });

/** The notification centre of one end user, whose token says who it is. */
@Controller('v1/inbox')
export class InboxHttpController {
  constructor(@Inject(InboxService) private readonly inbox: InboxService) {}

  @Get()
  list(@EndUser() user: TokenUser, @Query() query: unknown): Promise<InboxPage> {
    return this.inbox.list(user, check(inboxQuery, query));
  }

  @Get('unread')
  async unread(@EndUser() user: TokenUser): Promise<{ unread: number }> {
    return { unread: await this.inbox.unread(user) };
  }

  @Post('read')
  @HttpCode(200)
  async read(@EndUser() user: TokenUser, @Body() body: unknown): Promise<{ unread: number }> {
    return { unread: await this.inbox.read(user, check(readRequest, body).ids) };
  }

  @Post('read-all')
  @HttpCode(200)
  async readAll(@EndUser() user: TokenUser): Promise<{ unread: number }> {
    return { unread: await this.inbox.readAll(user) };
  }

  @Post(':id/read')
  @HttpCode(200)
  async readOne(@EndUser() user: TokenUser, @Param('id') id: string): Promise<{ unread: number }> {
    return { unread: await this.inbox.read(user, [id]) };
  }
}
