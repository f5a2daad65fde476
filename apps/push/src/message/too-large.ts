import type { Outcome } from '#libs/delivery';

/** The services refuse it too, and some of them in words that are no clearer than "bad request". */
export const tooLarge = (bytes: number, most: number): Outcome | undefined =>
  bytes > most
    ? { kind: 'rejected', code: 'too_large', detail: `${bytes} bytes; ${most} at most go to this target` }
    : undefined;
