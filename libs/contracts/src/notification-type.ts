import type { Channel, Priority } from './channels.js';

/** What a tenant sends: its defaults, and how much care it needs. */
export interface NotificationType {
  readonly name: string;
  readonly priority: Priority;
  readonly channels: readonly Channel[];
  /** A one-time code is worth sending twice; a newsletter is not. */
  readonly when_in_doubt: 'resend' | 'hold';
  /** Past this age it is not sent any more. */
  readonly ttl_seconds: number;
}

export const TYPES_AT_THE_START: readonly NotificationType[] = [
  {
    name: 'security_alert',
    priority: 'critical',
    channels: ['email', 'sms', 'push', 'in_app'],
    when_in_doubt: 'resend',
    ttl_seconds: 86_400,
  },
  { name: 'one_time_code', priority: 'critical', channels: ['sms'], when_in_doubt: 'resend', ttl_seconds: 600 },
  {
    name: 'order_update',
    priority: 'medium',
    channels: ['email', 'push', 'in_app', 'webhook'],
    when_in_doubt: 'resend',
    ttl_seconds: 604_800,
  },
  { name: 'newsletter', priority: 'low', channels: ['email'], when_in_doubt: 'hold', ttl_seconds: 604_800 },
];
