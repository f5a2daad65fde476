import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** The path of a PEM file, read at the start. */
export const pemFile = z.string().transform((path, context) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    context.addIssue({ code: 'custom', message: 'must be a file that can be read' });
    return z.NEVER;
  }
});
