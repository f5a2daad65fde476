import { Controller, Get, Inject, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PageFilter, sendPage } from './page.filter.js';
import { UnsubscribeService, type Visit } from './unsubscribe.service.js';

/** The link in the headers of a mail: a page for people, one click for their mailboxes (RFC 8058). */
@Controller('u/:token')
@UseFilters(PageFilter)
export class UnsubscribeHttpController {
  constructor(@Inject(UnsubscribeService) private readonly service: UnsubscribeService) {}

  @Get()
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    sendPage(reply, await this.service.show(visitOf(request)));
  }

  @Post()
  async change(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    sendPage(reply, await this.service.change(visitOf(request)));
  }
}

function visitOf({ params, query, headers, body }: FastifyRequest): Visit {
  const { done } = query as { done?: unknown };
  return {
    token: (params as { token: string }).token,
    acceptLanguage: headers['accept-language'],
    contentType: headers['content-type'],
    notice: done === 'saved' || done === 'unsubscribed' ? done : undefined,
    body,
  };
}
