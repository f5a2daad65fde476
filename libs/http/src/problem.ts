import { CarillonError, type ErrorOptions } from '#libs/kernel';

/** What is wrong with one field of the request. */
export interface FieldProblem {
  /** JSON pointer into the body, as `/content/title`; '' is the whole body. */
  readonly pointer: string;
  readonly detail: string;
}

/** RFC 9457. `code` is for programs and stable, `title` belongs to the code, `detail` is about this request. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly errors?: readonly FieldProblem[];
  readonly trace_id?: string;
  /** Of a 429: which limit, and the seconds after which more fits. */
  readonly limit?: string;
  readonly retry_after?: number;
}

export interface ProblemOptions extends ErrorOptions {
  readonly errors?: readonly FieldProblem[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Extension members of the document. */
  readonly members?: Pick<ProblemDocument, 'limit' | 'retry_after'>;
}

/** An error that knows how it is said over HTTP. */
export class Problem extends CarillonError {
  readonly errors: readonly FieldProblem[] | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;
  private readonly members: ProblemOptions['members'];

  constructor(
    readonly status: number,
    code: string,
    readonly title: string,
    options: ProblemOptions = {},
  ) {
    super(code, options.detail ?? title, { level: status >= 500 ? 'error' : 'debug', ...options });
    this.errors = options.errors;
    this.headers = options.headers;
    this.members = options.members;
  }

  document(): ProblemDocument {
    return {
      type: `urn:carillon:problem:${this.code}`,
      title: this.title,
      status: this.status,
      code: this.code,
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      ...(this.errors === undefined ? {} : { errors: this.errors }),
      ...this.members,
    };
  }
}
