import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { uuidv7 } from '#libs/kernel';
import { asProblem, unexpected } from './as-problem.js';
import { sendProblem } from './send-problem.js';

export interface ProblemLog {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Where errors become HTTP: the only place. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: ProblemLog) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = asProblem(error);
    if (problem) {
      if (problem.status >= 500) this.log.warn({ err: problem.cause ?? problem }, problem.message);
      return sendProblem(reply, problem);
    }
    const id = uuidv7();
    this.log.error({ err: error, error_id: id }, 'a request failed unexpectedly');
    sendProblem(reply, unexpected(id));
  }
}
