import { createRequire } from 'node:module';
import { z } from 'zod';

/** Its ES modules import JSON in a way that has gone out of the language. */
const { parsePhoneNumberFromString } = createRequire(import.meta.url)(
  'libphonenumber-js/max',
) as typeof import('libphonenumber-js/max');

/** As people write numbers; no extensions, and digits only as every network knows them. */
const WRITTEN = /^\+[\d\s().\/-]{3,31}$/;

/**
 * In E.164; undefined: not a number that can be dialled. Whether it could exist is all that is asked (its country code, and as many
 * digits as its country uses): which ranges are given out changes faster than any list of them.
 */
export function normalPhone(text: string): string | undefined {
  if (!WRITTEN.test(text)) return undefined;
  const number = parsePhoneNumberFromString(text, { extract: false });
  return number?.isPossible() ? number.number : undefined;
}

export const phone = z
  .string()
  .max(32)
  .transform((text, context) => {
    const normal = normalPhone(text);
    if (normal === undefined) {
      const message = 'must be a phone number with its country code, as +14155550123 or +1 (415) 555-0123';
      context.addIssue({ code: 'custom', message });
    }
    return normal ?? z.NEVER;
  })
  .meta({ example: '+14155550123', description: 'Kept in E.164' });
