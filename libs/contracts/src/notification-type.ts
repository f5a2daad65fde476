import type { Channel, Priority } from './channels.js';

/** What a tenant sends: its defaults, and how much care it needs. */
export interface NotificationType {
  readonly name: string;
  /** What a user can opt out of as a whole: `security`, `transactional`, `marketing`, … */
  readonly category: string;
  /** Goes out at any hour, and whatever the user has opted out of. */
  readonly critical: boolean;
  readonly priority: Priority;
  /** The first that fits decides, where the request names no priority. */
  readonly priority_rules: readonly PriorityRule[];
  readonly channels: readonly Channel[];
  /** A one-time code is worth sending twice; a newsletter is not. */
  readonly when_in_doubt: 'resend' | 'hold';
  /** Past this age it is not sent any more. */
  readonly ttl_seconds: number;
  readonly quiet_hours: 'hold' | 'ignore';
  /** The most that a user gets of its category in a day of theirs; null: no end. */
  readonly daily_cap: number | null;
  readonly escalation: readonly EscalationStep[];
}

/** Raises or lowers the priority by what is said: `{ field: 'content.data.amount', above: 1000, priority: 'high' }`. */
export interface PriorityRule {
  /** Dots lead into the request: `content.title`, `content.data.country`, `metadata.region`. */
  readonly field: string;
  readonly equals?: string | number | boolean | undefined;
  readonly contains?: string | undefined;
  readonly above?: number | undefined;
  readonly below?: number | undefined;
  readonly priority: Priority;
}

/** Unless it has come so far by then, it goes out by these channels too. */
export interface EscalationStep {
  readonly after_seconds: number;
  readonly unless: 'DELIVERED' | 'READ';
  readonly channels: readonly Channel[];
}

const PLAIN = {
  critical: false,
  priority_rules: [],
  when_in_doubt: 'resend',
  quiet_hours: 'hold',
  daily_cap: null,
  escalation: [],
} as const;

export const TYPES_AT_THE_START: readonly NotificationType[] = [
  {
    ...PLAIN,
    name: 'security_alert',
    category: 'security',
    critical: true,
    priority: 'critical',
    channels: ['email', 'sms', 'push', 'in_app'],
    ttl_seconds: 86_400,
  },
  {
    ...PLAIN,
    name: 'one_time_code',
    category: 'security',
    critical: true,
    priority: 'critical',
    channels: ['sms'],
    ttl_seconds: 600,
  },
  {
    ...PLAIN,
    name: 'order_update',
    category: 'transactional',
    priority: 'medium',
    channels: ['email', 'push', 'in_app', 'webhook'],
    ttl_seconds: 604_800,
  },
  {
    ...PLAIN,
    name: 'newsletter',
    category: 'marketing',
    priority: 'low',
    channels: ['email'],
    when_in_doubt: 'hold',
    ttl_seconds: 604_800,
  },
];
