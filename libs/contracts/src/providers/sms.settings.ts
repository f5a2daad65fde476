import { z } from 'zod';

const FORM =
  /^(\+[1-9]\d{6,14}|\d{3,8}|MG[0-9a-zA-Z]{32}|(?=.*[A-Za-z])[A-Za-z0-9 +&_-]{1,11})(:[A-Z]{2}(\/[A-Z]{2})*)?$/;

/** Whom a short message comes from: `+15005550006`, `12345`, `MG…`, `Acme`, and any of them with its countries, as `Acme:AT/DE`. */
export const senderText = z
  .string()
  .regex(
    FORM,
    'must be a number in E.164, a short code, MG… or a name of at most 11 characters, as Acme or Acme:AT/DE',
  );

export interface SenderPoolSettings {
  readonly from: readonly string[];
  readonly max_segments?: number | undefined;
  readonly plain_marks?: boolean | undefined;
  readonly per_number_per_second?: number | undefined;
}

/** A network joins no more of them. */
export const MOST_SEGMENTS = 10;

/** What every account for short messages may say, whoever is behind it. */
export const smsSettings = {
  from: z
    .array(senderText)
    .min(1)
    .max(1_000)
    .meta({
      example: ['+15005550006', 'Acme:AT/DE'],
      description: 'Numbers, short codes and names that it sends from; behind a colon the only countries it may reach',
    }),
  max_segments: z
    .int()
    .min(1)
    .max(MOST_SEGMENTS)
    .optional()
    .meta({ description: 'What would take more is refused; never more than the deployment allows' }),
  plain_marks: z
    .boolean()
    .optional()
    .meta({ description: 'Write typographic quotes and dashes plainly where that saves segments' }),
  per_number_per_second: z
    .number()
    .positive()
    .max(1_000)
    .optional()
    .meta({ description: 'Segments a second of each number, for each instance of the app; absent: no end' }),
};
