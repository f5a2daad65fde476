import { z } from 'zod';
import { senderText } from '../senders/sender.js';

export const DEFAULT_MAX_SEGMENTS = 10;

/** What every account of this channel may say, whoever is behind it. */
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
    .max(10)
    .optional()
    .meta({ description: 'What would take more is refused; by default what the deployment allows' }),
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

interface Said {
  readonly from: readonly string[];
  readonly max_segments?: number | undefined;
  readonly plain_marks?: boolean | undefined;
  readonly per_number_per_second?: number | undefined;
}

/** The deployment's own beside what an account says. */
export interface SmsPlace {
  readonly url: string;
  /** The gateway, as the provider reaches it. */
  readonly publicUrl: string;
  readonly timeoutMs: number;
  /** More is never sent, whatever an account says. */
  readonly maxSegments: number;
  readonly plainMarks: boolean;
}

/** An account's settings as adapters take them. */
export const sendingBy = (said: Said, place: SmsPlace) => ({
  from: said.from,
  text: {
    maxSegments: Math.min(said.max_segments ?? place.maxSegments, place.maxSegments),
    plainMarks: said.plain_marks ?? place.plainMarks,
  },
  perNumberPerSecond: said.per_number_per_second,
});
