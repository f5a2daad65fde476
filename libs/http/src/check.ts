import type { z } from 'zod';
import { jsonPointer } from './json-pointer.js';
import type { FieldProblem } from './problem.js';
import { invalidRequest } from './problems.js';

const MAX_ERRORS = 20;

export type Checked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: FieldProblem[] };

export function checkSafely<T extends z.ZodType>(schema: T, input: unknown): Checked<z.output<T>> {
  const result = schema.safeParse(input, { reportInput: true });
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, errors: result.error.issues.flatMap(explain).slice(0, MAX_ERRORS) };
}

/** The input as the schema reads it, or a 400 that names the fields. */
export function check<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const checked = checkSafely(schema, input);
  if (checked.ok) return checked.value;
  throw invalidRequest(checked.errors);
}

function explain(issue: z.core.$ZodIssue): FieldProblem[] {
  const pointer = jsonPointer(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ pointer: jsonPointer([...issue.path, key]), detail: 'is not a known field' }));
  }
  return [{ pointer, detail: reason(issue) }];
}

/** In our words where zod's own would speak of its types. */
function reason(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') {
    return issue.input === undefined ? `is required (${issue.expected})` : `must be ${article(issue.expected)}`;
  }
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_small') return `must ${verb(issue.origin)} at least ${issue.minimum}${unit(issue.origin)}`;
  if (issue.code === 'too_big') return `must ${verb(issue.origin)} at most ${issue.maximum}${unit(issue.origin)}`;
  if (issue.code === 'invalid_key') return 'has a name that is not allowed';
  return issue.message;
}

const article = (expected: string): string => (/^[aio]/.test(expected) ? `an ${expected}` : `a ${expected}`);

const UNITS: Record<string, string> = {
  string: ' characters',
  array: ' items',
  record: ' entries',
  object: ' entries',
};
const verb = (origin: string): string => (origin in UNITS ? 'have' : 'be');
const unit = (origin: string): string => UNITS[origin] ?? '';
