/** What clients say to a live namespace of socket.io, and what they are told: each app checks by these what it is sent. */
import { z } from 'zod';
import { isUuid } from '#libs/kernel';

/** As clients write it: in any case. */
export const anyUuid = z.string().refine(isUuid).meta({ format: 'uuid' });

const refusal = z.object({
  ok: z.literal(false),
  error: z.object({ code: z.string(), detail: z.string() }),
});

export type Refusal = z.infer<typeof refusal>;

export const refuse = (code: string, detail: string): Refusal => ({ ok: false, error: { code, detail } });

/** Every message of a client is answered so. */
export const ack = <Done extends z.ZodRawShape>(done: Done) =>
  z.union([z.object({ ok: z.literal(true), ...done }), refusal]);

/** Told before a connection is ended: whoever comes back needs another credential first. */
export const ended = {
  summary: 'The connection ends: its token has expired, or its key opens nothing any more',
  body: z.object({ reason: z.enum(['expired', 'revoked']) }),
};

/** Of one namespace: `says` are the events of clients with their acks, `told` those of the app. */
export interface LiveNamespace {
  readonly title: string;
  /** The `auth` of the connection. */
  readonly auth: z.ZodType;
  readonly says: Readonly<
    Record<
      string,
      { readonly summary: string; /** None: it has no argument. */ readonly body?: z.ZodType; readonly ack: z.ZodType }
    >
  >;
  readonly told: Readonly<Record<string, { readonly summary: string; readonly body: z.ZodType }>>;
}
