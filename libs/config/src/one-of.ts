import type { z } from 'zod';

/** Providers by the variables that each needs: all of its own or none of them, and one of the providers at least. For `superRefine`. */
export const oneOf =
  <Name extends string>(...sets: readonly (readonly Name[])[]) =>
  (env: Readonly<Partial<Record<Name, unknown>>>, context: z.RefinementCtx): void => {
    const begun = sets.filter((names) => names.some((name) => env[name] !== undefined));
    const missing = begun.flat().filter((name) => env[name] === undefined);
    for (const name of missing) context.addIssue({ code: 'custom', path: [name], message: 'is missing' });
    if (begun.length > 0) return;
    const choice = sets.map((names) => names.join(' + ')).join(', or ');
    context.addIssue({ code: 'custom', path: ['(provider)'], message: `none is set up: set one of ${choice}` });
  };
