/** Made from docs/openapi.json by `npm run contracts`. Not to be changed by hand. */

export type Accepted = { id: string; status: "ACCEPTED" | "SCHEDULED" | "PROCESSING" | "SENT" | "DELIVERED" | "READ" | "BOUNCED" | "FAILED" | "DEAD" | "EXPIRED" | "CANCELLED" | "UNSUBSCRIBED" | "SUPPRESSED"; reason?: string; due_at?: string; deliveries: readonly ({ id: string; channel: "email" | "sms" | "push" | "in_app" | "webhook" | "chat"; status: "ACCEPTED" | "SCHEDULED" | "PROCESSING" | "SENT" | "DELIVERED" | "READ" | "BOUNCED" | "FAILED" | "DEAD" | "EXPIRED" | "CANCELLED" | "UNSUBSCRIBED" | "SUPPRESSED"; reason?: string; due_at?: string; provider?: string; provider_message_id?: string; attempt?: number; updated_at?: string })[] };

export type Device = { device_id: string; platform: "android" | "ios" | "web"; token_end: string };

export type DeviceRequest = { token: string; platform: "android" | "ios" | "web" };

export type DevicesRequest = { devices: readonly ({ device_id?: string; token: string; platform: "android" | "ios" | "web" })[] };

export type InboxPage = { items: readonly ({ id: string; notification_id: string; notification_type: string; priority: string; content: { title: string; body: string; data?: Record<string, unknown> }; created_at: string; read_at?: string })[]; unread: number; next_cursor?: string };

export type IssuedToken = { token: string; expires_at: string };

export type ItemResult = { index: number; status: number; id?: string; problem?: Problem };

export type Notification = { id: string; status: "ACCEPTED" | "SCHEDULED" | "PROCESSING" | "SENT" | "DELIVERED" | "READ" | "BOUNCED" | "FAILED" | "DEAD" | "EXPIRED" | "CANCELLED" | "UNSUBSCRIBED" | "SUPPRESSED"; notification_type?: string; user_id?: string; priority: "critical" | "high" | "medium" | "low"; metadata?: Record<string, string>; idempotency_key?: string; accepted_at?: string; expires_at?: string; deliveries: readonly ({ id: string; channel: "email" | "sms" | "push" | "in_app" | "webhook" | "chat"; status: "ACCEPTED" | "SCHEDULED" | "PROCESSING" | "SENT" | "DELIVERED" | "READ" | "BOUNCED" | "FAILED" | "DEAD" | "EXPIRED" | "CANCELLED" | "UNSUBSCRIBED" | "SUPPRESSED"; reason?: string; due_at?: string; provider?: string; provider_message_id?: string; attempt?: number; updated_at?: string })[] };

export type NotificationRequest = { /** Your own id of the user */ user_id?: string; /** A notification for each of them */ user_ids?: readonly (string)[]; /** For someone who is not stored */ to?: { email?: string; phone?: string }; notification_type: string; /** By default the type's */ priority?: "critical" | "high" | "medium" | "low"; /** By default the type's */ channels?: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[]; content: { title: string; body: string; /** Handed to the app or the endpoint */ data?: Record<string, unknown> }; /** Comes back everywhere */ metadata?: Record<string, string>; idempotency_key?: string };

export type NotificationType = { name: string; category: string; critical: boolean; priority: "critical" | "high" | "medium" | "low"; priority_rules: readonly ({ field: string; equals?: string | number | boolean; contains?: string; above?: number; below?: number; priority: "critical" | "high" | "medium" | "low" })[]; channels: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[]; when_in_doubt: "resend" | "hold"; ttl_seconds: number; quiet_hours: "hold" | "ignore"; daily_cap: number | null; escalation: readonly ({ after_seconds: number; unless: "DELIVERED" | "READ"; channels: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[] })[] };

export type Preferences = { opted_out: boolean; types: Record<string, Partial<Record<"email" | "sms" | "push" | "in_app" | "webhook" | "chat", boolean>>>; categories: Record<string, Partial<Record<"email" | "sms" | "push" | "in_app" | "webhook" | "chat", boolean>>>; channels: Partial<Record<"email" | "sms" | "push" | "in_app" | "webhook" | "chat", boolean>>; quiet_hours: { start: string; end: string; channels?: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[] } | null };

export type PreferencesRequest = { /** true: nothing but what is critical */ opted_out?: boolean; /** Beats the word on its category */ types?: Record<string, Partial<Record<"email" | "sms" | "push" | "in_app" | "webhook" | "chat", boolean>>>; /** Beats the word on the channel */ categories?: Record<string, Partial<Record<"email" | "sms" | "push" | "in_app" | "webhook" | "chat", boolean>>>; channels?: Partial<Record<"email" | "sms" | "push" | "in_app" | "webhook" | "chat", boolean>>; quiet_hours?: { start: string; end: string; /** Those that keep quiet; absent: all that ring (email, sms, push, chat) */ channels?: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[] } | null };

export type Problem = { type: string; title: string; status: number; code: string; detail?: string; errors?: readonly ({ pointer: string; detail: string })[]; trace_id?: string };

export type ReadRequest = { ids: readonly (string)[] };

export type TokenRequest = { ttl_seconds?: number };

export type User = { id: string; email?: string; phone?: string; locale?: string; time_zone?: string; devices: readonly (Device)[]; webhooks: readonly ({ id: string; url: string; secret?: string })[]; preferences: Preferences; version: number };

export type UserRequest = { email?: string | null; phone?: string | null; locale?: string | null; time_zone?: string | null; /** Short for webhooks with one entry */ webhook?: { url: string } | null; /** Replaces the endpoints; one that keeps its url keeps its secret */ webhooks?: readonly ({ url: string })[] };

export type UserResult = { index: number; status: number; id?: string; user?: User; problem?: Problem };

export type WholeNotification = { id: string; status: "ACCEPTED" | "SCHEDULED" | "PROCESSING" | "SENT" | "DELIVERED" | "READ" | "BOUNCED" | "FAILED" | "DEAD" | "EXPIRED" | "CANCELLED" | "UNSUBSCRIBED" | "SUPPRESSED"; notification_type?: string; user_id?: string; priority: "critical" | "high" | "medium" | "low"; metadata?: Record<string, string>; idempotency_key?: string; accepted_at?: string; expires_at?: string; deliveries: readonly ({ id: string; channel: "email" | "sms" | "push" | "in_app" | "webhook" | "chat"; status: "ACCEPTED" | "SCHEDULED" | "PROCESSING" | "SENT" | "DELIVERED" | "READ" | "BOUNCED" | "FAILED" | "DEAD" | "EXPIRED" | "CANCELLED" | "UNSUBSCRIBED" | "SUPPRESSED"; reason?: string; due_at?: string; provider?: string; provider_message_id?: string; attempt?: number; updated_at?: string })[]; timeline: readonly ({ at: string; delivery_id: string; channel: "email" | "sms" | "push" | "in_app" | "webhook" | "chat"; event: "accepted" | "scheduled" | "processing" | "sent" | "delivered" | "read" | "opened" | "clicked" | "bounced" | "failed" | "dead" | "expired" | "cancelled" | "unsubscribed" | "suppressed"; attempt: number; reason?: string; due_at?: string; provider?: string; detail?: string })[] };

export interface Operations {
  /** Send one notification (or, with user_ids, one to each: answered like bulk). */
  sendNotification: { path: {  }; query: {  }; body: NotificationRequest; answer: Accepted | { results: readonly (ItemResult)[] } };
  /** Search, newest first. */
  searchNotifications: { path: {  }; query: { user_id?: string; notification_type?: string; channel?: "email" | "sms" | "push" | "in_app" | "webhook" | "chat"; status?: "ACCEPTED" | "SCHEDULED" | "PROCESSING" | "SENT" | "DELIVERED" | "READ" | "BOUNCED" | "FAILED" | "DEAD" | "EXPIRED" | "CANCELLED" | "UNSUBSCRIBED" | "SUPPRESSED"; after?: string; before?: string; cursor?: string; limit?: number }; body: undefined; answer: { items: readonly (Notification)[]; next_cursor?: string } };
  /** Send up to 1,000 notifications. */
  sendBulk: { path: {  }; query: {  }; body: { notifications: readonly (NotificationRequest)[] }; answer: { results: readonly (ItemResult)[] } };
  /** Its whole life. */
  getNotification: { path: { id: string }; query: {  }; body: undefined; answer: WholeNotification };
  /** Cancel what has not left. */
  cancelNotification: { path: { id: string }; query: {  }; body: undefined; answer: Accepted };
  /** The types that can be sent. */
  listNotificationTypes: { path: {  }; query: {  }; body: undefined; answer: { items: readonly (NotificationType)[]; next_cursor?: string } };
  /** Store a user; what is left out stays as it is. */
  putUser: { path: { id: string }; query: {  }; body: UserRequest; answer: User };
  /** A user. */
  getUser: { path: { id: string }; query: {  }; body: undefined; answer: User };
  /** Forget a user. */
  deleteUser: { path: { id: string }; query: {  }; body: undefined; answer: undefined };
  /** Store up to 1,000 users. */
  putUsers: { path: {  }; query: {  }; body: { users: readonly ({ email?: string | null; phone?: string | null; locale?: string | null; time_zone?: string | null; /** Short for webhooks with one entry */ webhook?: { url: string } | null; /** Replaces the endpoints; one that keeps its url keeps its secret */ webhooks?: readonly ({ url: string })[]; /** Your own id of the user */ id: string })[] }; answer: { results: readonly (UserResult)[] } };
  /** What a user wants. */
  getPreferences: { path: { id: string }; query: {  }; body: undefined; answer: Preferences };
  /** Replace what a user wants. */
  putPreferences: { path: { id: string }; query: {  }; body: PreferencesRequest; answer: Preferences };
  /** A user's devices. */
  listDevices: { path: { id: string }; query: {  }; body: undefined; answer: { items: readonly (Device)[]; next_cursor?: string } };
  /** Replace a user's devices. */
  putDevices: { path: { id: string }; query: {  }; body: DevicesRequest; answer: { items: readonly (Device)[]; next_cursor?: string } };
  /** Add or change one device. */
  putDevice: { path: { id: string; device: string }; query: {  }; body: DeviceRequest; answer: { items: readonly (Device)[]; next_cursor?: string } };
  /** Forget one device. */
  deleteDevice: { path: { id: string; device: string }; query: {  }; body: undefined; answer: undefined };
  /** A token for the end user's own inbox. */
  issueToken: { path: { id: string }; query: {  }; body: TokenRequest; answer: IssuedToken };
  /** The notification centre, newest first. */
  listInbox: { path: {  }; query: { limit?: number; cursor?: string; unread_only?: "true" | "false" }; body: undefined; answer: InboxPage };
  /** How many are unread. */
  countUnread: { path: {  }; query: {  }; body: undefined; answer: { unread: number } };
  /** Mark items read. */
  markRead: { path: {  }; query: {  }; body: ReadRequest; answer: { unread: number } };
  /** Mark everything read. */
  markAllRead: { path: {  }; query: {  }; body: undefined; answer: { unread: number } };
  /** Mark one item read. */
  markOneRead: { path: { id: string }; query: {  }; body: undefined; answer: { unread: number } };
  /** Where things are. */
  index: { path: {  }; query: {  }; body: undefined; answer: Record<string, string> };
  /** This document. */
  openapi: { path: {  }; query: {  }; body: undefined; answer: { openapi: string } & Record<string, unknown> };
  /** This document as a page. */
  docs: { path: {  }; query: {  }; body: undefined; answer: string };
  /** Whether the process runs. */
  live: { path: {  }; query: {  }; body: undefined; answer: { status: "ok" | "error" | "shutting_down" } & Record<string, unknown> };
  /** Whether it can do its work. */
  ready: { path: {  }; query: {  }; body: undefined; answer: { status: "ok" | "error" | "shutting_down" } & Record<string, unknown> };
  /** Figures for Prometheus. */
  metrics: { path: {  }; query: {  }; body: undefined; answer: string };
}

export const PLACES = {
  sendNotification: { method: 'POST', path: '/v1/notifications', keyed: true },
  searchNotifications: { method: 'GET', path: '/v1/notifications', keyed: false },
  sendBulk: { method: 'POST', path: '/v1/notifications/bulk', keyed: true },
  getNotification: { method: 'GET', path: '/v1/notifications/{id}', keyed: false },
  cancelNotification: { method: 'DELETE', path: '/v1/notifications/{id}', keyed: false },
  listNotificationTypes: { method: 'GET', path: '/v1/notification-types', keyed: false },
  putUser: { method: 'PUT', path: '/v1/users/{id}', keyed: false },
  getUser: { method: 'GET', path: '/v1/users/{id}', keyed: false },
  deleteUser: { method: 'DELETE', path: '/v1/users/{id}', keyed: false },
  putUsers: { method: 'PUT', path: '/v1/users/bulk', keyed: false },
  getPreferences: { method: 'GET', path: '/v1/users/{id}/preferences', keyed: false },
  putPreferences: { method: 'PUT', path: '/v1/users/{id}/preferences', keyed: false },
  listDevices: { method: 'GET', path: '/v1/users/{id}/devices', keyed: false },
  putDevices: { method: 'PUT', path: '/v1/users/{id}/devices', keyed: false },
  putDevice: { method: 'PUT', path: '/v1/users/{id}/devices/{device}', keyed: false },
  deleteDevice: { method: 'DELETE', path: '/v1/users/{id}/devices/{device}', keyed: false },
  issueToken: { method: 'POST', path: '/v1/users/{id}/tokens', keyed: false },
  listInbox: { method: 'GET', path: '/v1/inbox', keyed: false },
  countUnread: { method: 'GET', path: '/v1/inbox/unread', keyed: false },
  markRead: { method: 'POST', path: '/v1/inbox/read', keyed: false },
  markAllRead: { method: 'POST', path: '/v1/inbox/read-all', keyed: false },
  markOneRead: { method: 'POST', path: '/v1/inbox/{id}/read', keyed: false },
  index: { method: 'GET', path: '/', keyed: false },
  openapi: { method: 'GET', path: '/openapi.json', keyed: false },
  docs: { method: 'GET', path: '/docs', keyed: false },
  live: { method: 'GET', path: '/health/live', keyed: false },
  ready: { method: 'GET', path: '/health/ready', keyed: false },
  metrics: { method: 'GET', path: '/metrics', keyed: false },
} as const;
