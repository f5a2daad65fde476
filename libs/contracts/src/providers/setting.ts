import { z } from 'zod';

const oneLine = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters');

/** A line of text that may be told again. */
export const setting = (description: string, example: string, most = 200) =>
  oneLine(most).meta({ description, example });

/** Told once and never again: neither in answers nor in logs. */
export const secretSetting = (description: string, example: string) =>
  oneLine(4_096).meta({ description, example, writeOnly: true, secret: true });

/** A setting whose value is never told. */
export const isSecret = (schema: z.ZodType): boolean => schema.meta()?.secret === true;
