import type { HeardLift, HeardSuppression, SuppressionReason } from '#libs/contracts';

/** A word that says more takes the place of one that says less. */
export const BY_STRENGTH: readonly SuppressionReason[] = ['stop', 'hard_bounce', 'complaint', 'manual'];

const strength = ({ reason }: HeardSuppression): number => BY_STRENGTH.indexOf(reason);

const later = <W extends { readonly said_at: string }>(a: W, b: W): W =>
  Date.parse(a.said_at) >= Date.parse(b.said_at) ? a : b;

/** What two words on one address say together, in whatever order they were told. */
export function bothSuppressed(a: HeardSuppression, b: HeardSuppression): HeardSuppression {
  return { ...(strength(a) >= strength(b) ? a : b), said_at: later(a, b).said_at };
}

export const bothLifted = (a: HeardLift, b: HeardLift): HeardLift => later(a, b);
