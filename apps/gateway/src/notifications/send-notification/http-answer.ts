import type { FastifyReply } from 'fastify';
import { Problem, reportedProblem, type ProblemDocument } from '#libs/http';
import { logger } from '#libs/observability';
import { isRefusal, reasonOf, rememberRefusedParts, type RefusalReason } from '../../access/refusal.js';
import { refused } from '../idempotency/answers.js';
import type { IntakeResult } from '../intake/intake-item.js';

const log = logger('send');

export interface SendHeaders {
  readonly 'idempotency-key'?: string;
  readonly traceparent?: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
  readonly refusals?: Refusals;
}

/** For the audit, which sees no bodies: why the request, or parts of it, were refused. */
type Refusals = readonly RefusalReason[] | undefined;

/** What a request for many says of one of them. */
interface ItemResult {
  readonly index: number;
  readonly status: number;
  readonly id?: string;
  readonly test?: true | undefined;
  readonly problem?: ProblemDocument;
}

const REPLAYED = { 'idempotency-replayed': 'true' };

export function singleAnswer(result: IntakeResult): HttpAnswer {
  const replayed = result.replayed ? REPLAYED : {};
  if (!result.ok) {
    const headers = { ...result.headers, ...replayed, 'content-type': 'application/problem+json; charset=utf-8' };
    return { status: result.problem.status, headers, body: result.problem, refusals: refusalsAmong([result]) };
  }
  const { accepted } = result;
  return { status: 202, headers: { location: `/v1/notifications/${accepted.id}`, ...replayed }, body: accepted };
}

/** 202 as long as anything can be said of the parts; 503 or 429 when all of them have to be sent again. */
export function manyAnswer(results: readonly IntakeResult[]): HttpAnswer {
  const [first] = results;
  if (first && [503, 429].some((status) => areAll(results, status))) return singleAnswer(first);
  const replayed = results.length > 0 && results.every((result) => result.replayed);
  const body = { results: results.map(itemResult) };
  return { status: 202, headers: replayed ? REPLAYED : {}, body, refusals: refusalsAmong(results) };
}

/** Each reason once: a thousand parts that are refused alike are one refusal. */
function refusalsAmong(results: readonly IntakeResult[]): Refusals {
  let reasons: Set<RefusalReason> | undefined;
  for (const result of results)
    if (!result.ok && isRefusal(result.problem.status)) (reasons ??= new Set()).add(reasonOf(result.problem));
  return reasons && [...reasons];
}

const areAll = (results: readonly IntakeResult[], status: number): boolean =>
  results.every((result) => !result.ok && result.problem.status === status);

const itemResult = (result: IntakeResult, index: number): ItemResult =>
  result.ok
    ? { index, status: 202, id: result.accepted.id, test: result.accepted.test }
    : { index, status: result.problem.status, problem: result.problem };

export const withHeaders = (answer: HttpAnswer, headers: HttpAnswer['headers']): HttpAnswer => ({
  ...answer,
  headers: { ...headers, ...answer.headers },
});

/**
 * What is refused before anything was counted tells the caller's standing too, as far as it is to be had. What is our own fault
 * goes on to the filter.
 */
export async function withStanding(
  work: () => Promise<HttpAnswer>,
  standing: () => Promise<HttpAnswer['headers']>,
): Promise<HttpAnswer> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error;
    return withHeaders(singleAnswer(refused(error)), await standing().catch(() => ({})));
  }
}

/** As it goes over the wire. */
export interface TextAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly refusals?: Refusals;
}

export const asText = ({ status, headers, body, refusals }: HttpAnswer): TextAnswer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(body),
  refusals,
});

/** For where errors cannot go on to the filter, as out of a thread: a refusal is an answer too. What nobody expected is thrown on. */
export async function textAnswer(work: () => Promise<HttpAnswer>): Promise<TextAnswer> {
  try {
    return asText(await work());
  } catch (error) {
    const problem = reportedProblem(error, log);
    if (!problem) throw error;
    return asText(singleAnswer(refused(problem)));
  }
}

export function sendAnswer(reply: FastifyReply, { status, headers, body, refusals }: TextAnswer): void {
  if (refusals) rememberRefusedParts(reply.request, refusals);
  void reply.code(status).headers(headers).send(body);
}
