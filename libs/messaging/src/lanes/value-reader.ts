import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';

export type ReadValue<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

const LONGEST_PROBLEM = 200;

// The contracts say by patterns what a format would.
const ajv = new Ajv2020({ strict: false, validateFormats: false });

/**
 * Reads what records of one contract hold. Never throws: what nobody can read is said to be so, and the problem names fields, never
 * their values. What is right is told by a check made from the contract's JSON Schema, which copies nothing: zod's copies were more
 * than half of what the status app left to the garbage collector. What that check does not take is zod's to judge.
 */
export function valueReader<T>(contract: z.ZodType<T, T>): (text: string) => ReadValue<T> {
  const isRight = ajv.compile<T>(z.toJSONSchema(contract, { io: 'input' }));
  return (text) => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return { ok: false, problem: 'not JSON' };
    }
    if (isRight(value)) return { ok: true, value };
    const { success, data, error } = contract.safeParse(value);
    return success ? { ok: true, value: data } : { ok: false, problem: problemOf(error) };
  };
}

const problemOf = ({ issues }: z.ZodError): string =>
  issues
    .map(({ path, code }) => `${path.join('.') || 'value'}: ${code}`)
    .join(', ')
    .slice(0, LONGEST_PROBLEM);
