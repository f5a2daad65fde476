import type { Changes } from '#libs/changes';

/** What the instances of a channel's app keep in memory, by its tenant. */
export const CHANGING = ['accounts', 'pauses'] as const;

export type ChannelChanges = Changes<(typeof CHANGING)[number]>;
