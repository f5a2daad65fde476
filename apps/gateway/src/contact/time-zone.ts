import { z } from 'zod';
import { remembered } from './known-names.js';

/** Intl takes offsets too, but who has an offset has no summer time: a person lives in a zone. */
const NAME = /^[A-Za-z][A-Za-z0-9_+/-]*$/;

/** Names as they are known, aliases among them (Asia/Calcutta, US/Eastern); letters big or small. */
export const isTimeZone = remembered((name): true | undefined => {
  if (!NAME.test(name)) return undefined;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return undefined;
  }
});

export const timeZone = z
  .string()
  .max(64)
  .refine((name) => isTimeZone(name) === true, 'must be an IANA time zone, as Europe/Vienna')
  .meta({ example: 'Europe/Vienna' });
