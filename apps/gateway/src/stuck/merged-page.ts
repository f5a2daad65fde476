import type { Channel } from '#libs/contracts';
import type { OfChannels } from '../channel-apps.js';

export interface MergedPage<Item> {
  readonly items: readonly Item[];
  readonly next_cursor?: string;
  /** Their apps did not answer: what they have is not here. */
  readonly unavailable?: readonly Channel[];
}

/**
 * One page of what several channels answered, newest first: ids carry their time. Each was asked for one more than the page takes,
 * so that it is known whether there is another. One app may answer for several channels.
 */
export function mergedPage<Item extends { readonly id: string }>(
  { answers, unavailable }: OfChannels<readonly Item[]>,
  limit: number,
): MergedPage<Item> {
  const found = new Map(answers.flatMap(({ answer }) => answer.map((item) => [item.id, item] as const)));
  const sorted = [...found.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
  const items = sorted.slice(0, limit);
  return {
    items,
    ...(sorted.length > limit && { next_cursor: items.at(-1)!.id }),
    ...(unavailable.length > 0 && { unavailable }),
  };
}
