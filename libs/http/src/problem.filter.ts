import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { uuidv7 } from '#libs/kernel';
import { reportedProblem, unexpected, type ProblemLog } from './as-problem.js';
import { sendProblem } from './send-problem.js';

/** Where errors become HTTP. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: ProblemLog) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = reportedProblem(error, this.log);
    if (problem) return sendProblem(reply, problem);
    const id = uuidv7();
    this.log.error({ err: error, error_id: id }, 'a request failed unexpectedly');
    sendProblem(reply, unexpected(id));
  }
}
