/** The namespace of the versions of users' preferences, which apps/preferences moves with every change. */
export const PREFERENCES_NAMESPACE = 'pv';

/** Of the sealed copies of their profiles. */
export const PROFILES_NAMESPACE = 'pd';

/** Of the versions of addresses, which move when one is suppressed or not any more. */
export const SUPPRESSIONS_NAMESPACE = 'sv';

/** The hash is the vault's `keyedHash` of a user id, or its `addressHash`: both may be addresses, and Redis keys are not sealed. */
export const preferencesKey = (tenant: string, hash: string): string => `${tenant}:${hash}`;
