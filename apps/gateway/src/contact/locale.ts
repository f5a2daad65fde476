import { z } from 'zod';
import { remembered } from './known-names.js';

/** As BCP 47 writes it: `DE-at` is `de-AT`. undefined: not a language tag. */
export const canonicalLocale = remembered((tag): string | undefined => {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
});

export const locale = z
  .string()
  .max(35)
  .transform((tag, context) => {
    const canonical = canonicalLocale(tag);
    if (canonical === undefined) context.addIssue({ code: 'custom', message: 'must be a language tag, as de-AT' });
    return canonical ?? z.NEVER;
  })
  .meta({ example: 'de-AT' });
