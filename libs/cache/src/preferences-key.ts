/** The namespace of the versions of users' preferences, which apps/preferences moves with every change. */
export const PREFERENCES_NAMESPACE = 'pv';

/** Of the sealed copies of their profiles. */
export const PROFILES_NAMESPACE = 'pd';

/** Of the versions of addresses, which move when one is suppressed or not any more. */
export const SUPPRESSIONS_NAMESPACE = 'sv';

/** `userHash` is the vault's `keyedHash(tenant, user)`: a user id may be an address, and Redis keys are not sealed. */
export const preferencesKey = (tenant: string, userHash: string): string => `${tenant}:${userHash}`;
