import type { SenderPoolSettings } from '#libs/contracts';

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
export const sendingBy = (said: SenderPoolSettings, place: SmsPlace) => ({
  from: said.from,
  text: {
    maxSegments: Math.min(said.max_segments ?? place.maxSegments, place.maxSegments),
    plainMarks: said.plain_marks ?? place.plainMarks,
  },
  perNumberPerSecond: said.per_number_per_second,
});
