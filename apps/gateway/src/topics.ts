import { CHANNELS, dispatchTopic, PRIORITIES } from '#libs/contracts';

/** What the gateway writes to. */
export const topics = (): string[] => [
  ...CHANNELS.flatMap((channel) => PRIORITIES.map((priority) => dispatchTopic(channel, priority))),
  'status',
  'status.critical',
];
