export const CHANNELS = ['email', 'sms', 'push', 'in_app', 'webhook', 'chat'] as const;
export type Channel = (typeof CHANNELS)[number];

export const PRIORITIES = ['critical', 'high', 'medium', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** How soon a lane promises to have handed a message to the provider, in milliseconds. */
export const SERVICE_LEVEL_MS: Readonly<Record<Priority, number>> = {
  critical: 1_000,
  high: 5_000,
  medium: 30_000,
  low: 600_000,
};
