import type { Problem } from './api.js';

/** What Carillon answered instead: an RFC 9457 problem. `code` is stable, and for programs. */
export class CarillonProblem extends Error {
  override readonly name = 'CarillonProblem';
  readonly status: number;
  readonly code: string;
  readonly type: string;
  readonly title: string;
  readonly detail: string | undefined;
  /** What is wrong with which field of the request. */
  readonly errors: readonly { readonly pointer: string; readonly detail: string }[];
  readonly traceId: string | undefined;

  constructor(
    readonly problem: Problem,
    /** Seconds that Carillon asks to wait. */
    readonly retryAfter?: number,
  ) {
    super(`${problem.status} ${problem.code}: ${problem.detail ?? problem.title}`);
    this.status = problem.status;
    this.code = problem.code;
    this.type = problem.type;
    this.title = problem.title;
    this.detail = problem.detail;
    this.errors = problem.errors ?? [];
    this.traceId = problem.trace_id;
  }
}

/** No answer came: the network failed, or it took too long. Whether the request was carried out is not known. */
export class CarillonUnreachable extends Error {
  override readonly name = 'CarillonUnreachable';
}
