import { CHANNELS, type Channel } from '#libs/contracts';

/** One box of the page: a word on a type or a category, by one channel. */
export interface Choice {
  readonly on: 'type' | 'category';
  readonly name: string;
  readonly channel: Channel;
}

/** As the value of the box. The name stands last: only it is the tenant's, and may have any letter. */
export const textOf = ({ on, name, channel }: Choice): string => `${on}:${channel}:${name}`;

export function choiceOf(text: string): Choice | undefined {
  const [, on, channel, name] = /^(type|category):(\w+):(.+)$/s.exec(text) ?? [];
  const known = CHANNELS.find((one) => one === channel);
  return known && name !== undefined ? { on: on as Choice['on'], channel: known, name } : undefined;
}
