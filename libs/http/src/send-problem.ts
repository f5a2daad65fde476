import type { FastifyReply } from 'fastify';
import type { Problem } from './problem.js';

export function sendProblem(reply: FastifyReply, problem: Problem): void {
  if (reply.sent) return;
  void reply
    .code(problem.status)
    .headers({ ...problem.headers })
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem.document()));
}
