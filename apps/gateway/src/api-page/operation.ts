import type { z } from 'zod';
import type { Scope } from '#libs/contracts';

type Method = 'get' | 'put' | 'post' | 'patch' | 'delete';

/**
 * Who may call: whoever has the scope, by API key or token; the end user whom a token of ours names; a provider, which signs;
 * anybody.
 */
export type Access = Scope | 'end_user' | 'signature' | 'anybody';

/** One call of the API as its documentation tells it; the schemas are those that validate. */
export interface Operation {
  readonly method: Method;
  /** As in OpenAPI: `/v1/users/{id}`. */
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly tag: string;
  readonly access: Access;
  readonly body?: z.ZodType;
  readonly query?: z.ZodObject;
  readonly headers?: readonly { readonly name: string; readonly description: string }[];
  /** What a good answer is, by status. */
  readonly answers: Readonly<Record<number, { readonly description: string; readonly schema?: z.ZodType }>>;
  /** Answers with pages, and says its refusals on pages too: all of them are among the answers. */
  readonly page?: true;
  /** Statuses of problems, beside those that every call has. */
  readonly problems?: readonly number[];
}
