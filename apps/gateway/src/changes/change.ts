import type { Change as AnyChange, Memories as AnyMemories } from '#libs/changes';

/** The types or the limits of a tenant, by its id, or an API key, by its own. */
export const KINDS = ['types', 'limits', 'key'] as const;
type Kind = (typeof KINDS)[number];

export type Change = AnyChange<Kind>;
export type Memories = AnyMemories<Kind>;
