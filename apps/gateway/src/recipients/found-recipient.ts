import type { Profile } from '#libs/contracts';

/** What is known of a user at this moment. */
export type FoundRecipient =
  | { readonly kind: 'found'; readonly profile: Profile }
  | { readonly kind: 'unknown' }
  /** Nobody can say what the user wants now. `lastKnown` may be out of date. */
  | { readonly kind: 'unavailable'; readonly lastKnown?: Profile | undefined };

/** Of their clock, as far as it is known. */
export function zoneOf(found: FoundRecipient | undefined): string | undefined {
  if (found?.kind === 'found') return found.profile.time_zone;
  return found?.kind === 'unavailable' ? found.lastKnown?.time_zone : undefined;
}

export interface UserRef {
  readonly tenantId: string;
  readonly userId: string;
}

export interface Recipients {
  /** Answers in order; never rejects. */
  find(users: readonly UserRef[]): Promise<FoundRecipient[]>;
}
