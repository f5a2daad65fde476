import type { z } from 'zod';
import type { Scope } from '#libs/contracts';

type Method = 'get' | 'put' | 'post' | 'patch' | 'delete';

/**
 * Who may call: whoever has the scope, by API key or token; the end user whom a token of ours names; a provider, which signs;
 * anybody.
 */
export type Access = Scope | 'end_user' | 'signature' | 'anybody';

interface NamedHeader {
  readonly name: string;
  readonly description: string;
}

export interface OwnAnswer {
  readonly description: string;
  /** Absent: without a body, unless `media` says otherwise. */
  readonly schema?: z.ZodType;
  /** What it is where it is not JSON, as `text/html`. */
  readonly media?: string;
  readonly headers?: readonly NamedHeader[];
}

/** One call of the API as its documentation tells it; the schemas are those that validate. */
export interface Operation {
  readonly method: Method;
  /** As in OpenAPI: `/v1/users/{id}`. */
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  /** One of `tags.ts`, where its description is. */
  readonly tag: string;
  readonly access: Access;
  readonly body?: z.ZodType;
  /** What the body is where it is not JSON, as `application/x-www-form-urlencoded`. */
  readonly bodyMedia?: string;
  readonly query?: z.ZodObject;
  readonly headers?: readonly NamedHeader[];
  /** What a good answer is, by status; and a bad one, where the call has a form of its own for it, as OAuth and pages have. */
  readonly answers: Readonly<Record<number, OwnAnswer>>;
  /** Statuses of problems, beside those that every call has: see `problem-responses.ts`. */
  readonly problems?: readonly number[];
}
