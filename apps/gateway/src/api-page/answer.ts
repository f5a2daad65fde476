/** What several answers have in common. The schemas of answers are for the documentation, and tests hold the answers to them. */
import { z } from 'zod';
import { CHANNELS, PRIORITIES } from '#libs/contracts';

export const channel = z.enum(CHANNELS);
export const priority = z.enum(PRIORITIES);

/** RFC 9457. */
export const problemAnswer = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().optional(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
    trace_id: z.string().optional(),
    limit: z.string().optional(),
    retry_after: z.int().optional(),
  })
  .meta({ id: 'Problem' });

export const listOf = <Schema extends z.ZodType>(item: Schema) =>
  z.object({ items: z.array(item), next_cursor: z.string().optional() });

export const resultsOf = <Schema extends z.ZodType>(result: Schema) => z.object({ results: z.array(result) });
