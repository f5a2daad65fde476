import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { reportedProblem } from '#libs/http';
import { logger } from '#libs/observability';
import type { Page } from './page/document.js';
import { pageLanguage } from './page/language.js';
import { messagePage, type Message } from './page/message-page.js';

const log = logger('unsubscribe');

export const sendPage = (reply: FastifyReply, { status, headers, body }: Page): void =>
  void reply.code(status).headers(headers).send(body);

const MESSAGES: Readonly<Record<number, Message>> = { 400: 'unclear', 404: 'invalid', 410: 'expired' };

/** Errors in words, for people who did nothing wrong. */
@Catch()
export class PageFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const problem = reportedProblem(error, log);
    if (!problem) log.error({ err: error }, 'a page failed unexpectedly');
    const status = problem?.status ?? 500;
    const { headers } = http.getRequest<FastifyRequest>();
    const language = pageLanguage(undefined, headers['accept-language']);
    const page = messagePage(MESSAGES[status] ?? 'later', status, language, problem?.headers?.['retry-after']);
    sendPage(http.getResponse<FastifyReply>(), page);
  }
}
