import type { z } from 'zod';

type Method = 'get' | 'put' | 'post' | 'delete';

/** One call of the API as its documentation tells it; the schemas are those that validate. */
export interface Operation {
  readonly method: Method;
  /** As in OpenAPI: `/v1/users/{id}`. */
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly tag: string;
  readonly credential: 'api_key' | 'user_token' | 'signature' | 'none';
  readonly body?: z.ZodType;
  readonly query?: z.ZodObject;
  readonly headers?: readonly { readonly name: string; readonly description: string }[];
  /** What a good answer is, by status. */
  readonly answers: Readonly<Record<number, { readonly description: string; readonly schema?: object }>>;
  /** Statuses of problems, beside those that every call has. */
  readonly problems?: readonly number[];
}
