import { z } from 'zod';
import { ConfigError, type ConfigProblem } from './config.error.js';

/**
 * Reads the environment once, at boot. The result is frozen all the way down; an empty variable counts as an absent one
 * (Compose writes `KEY=` for what is not set).
 */
export function readConfig<T extends z.ZodObject>(
  schema: T,
  env: Record<string, string | undefined> = process.env,
): Readonly<z.infer<T>> {
  const given = Object.fromEntries(Object.entries(env).filter(([key, value]) => value && key in schema.shape));
  const result = schema.safeParse(given);
  if (!result.success) throw new ConfigError(result.error.issues.map((issue) => explain(issue, given)));
  return deepFreeze(result.data);
}

/** zod's own words for a type or a choice name no value; all others are ours, or replaced. */
function explain(issue: z.core.$ZodIssue, given: Record<string, unknown>): ConfigProblem {
  const key = String(issue.path[0] ?? '(all)');
  if (issue.code === 'custom') return { key, problem: issue.message };
  if (given[key] === undefined) return { key, problem: 'is missing' };
  if (issue.code === 'invalid_value') return { key, problem: `must be one of ${issue.values.join(', ')}` };
  if (issue.code === 'too_small') return { key, problem: `must be at least ${issue.minimum}` };
  if (issue.code === 'too_big') return { key, problem: `must be at most ${issue.maximum}` };
  if (issue.code === 'invalid_type') return { key, problem: `must be a ${issue.expected}` };
  if (issue.code === 'invalid_format') return { key, problem: `must be a valid ${issue.format}` };
  return { key, problem: 'is not valid' };
}

function deepFreeze<T>(value: T): T {
  // The elements of a Buffer cannot be frozen; the keys' owners copy nothing out of them.
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
