import type { Channel, Profile, SuppressibleChannel, SuppressionReason } from '#libs/contracts';

/** What is known of a user at this moment. */
export type FoundRecipient =
  | { readonly kind: 'found'; readonly profile: Profile }
  | { readonly kind: 'unknown' }
  /** Nobody can say what the user wants now. `lastKnown` may be out of date. */
  | { readonly kind: 'unavailable'; readonly lastKnown?: Profile | undefined };

/** Of their clock, as far as it is known. */
export function zoneOf(found: Found | undefined): string | undefined {
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

/** What is known of addresses that were given with a request. */
export interface FoundInline {
  readonly kind: 'inline';
  readonly suppressed: Readonly<Partial<Record<SuppressibleChannel, SuppressionReason>>>;
  /** Nobody can say it of all of them. */
  readonly readable: boolean;
}

export interface InlineRef {
  readonly tenantId: string;
  readonly to: { readonly email?: string | undefined; readonly phone?: string | undefined };
  readonly channels: readonly Channel[];
}

export interface InlineRecipients {
  /** Answers in order; never rejects. */
  find(refs: readonly InlineRef[]): Promise<FoundInline[]>;
}

export type Found = FoundRecipient | FoundInline;

/** Whoever notifications go to: stored users, and addresses that come with a request. */
export interface BothRecipients {
  readonly recipients: Recipients;
  readonly inline: InlineRecipients;
}

export type Addressee = UserRef | InlineRef;

/** Both kinds at once; answers in order. */
export async function findBoth(
  { recipients, inline }: BothRecipients,
  addressees: readonly Addressee[],
): Promise<Found[]> {
  const users = addressees.filter((one): one is UserRef => 'userId' in one);
  const others = addressees.filter((one): one is InlineRef => !('userId' in one));
  const [ofUsers, ofOthers] = await Promise.all([
    users.length > 0 ? recipients.find(users) : [],
    others.length > 0 ? inline.find(others) : [],
  ]);
  let [user, other] = [0, 0];
  return addressees.map((one) => ('userId' in one ? ofUsers[user++] : ofOthers[other++]) as Found);
}
