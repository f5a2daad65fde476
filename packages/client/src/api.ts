/** Made from docs/openapi.json by `npm run contracts`. Not to be changed by hand. */

export type Accepted = { id: string; /** Sent with a test key: it reaches no recipient */ test?: true; status: "ACCEPTED" | "SCHEDULED" | "PROCESSING" | "SENT" | "DELIVERED" | "READ" | "BOUNCED" | "FAILED" | "DEAD" | "EXPIRED" | "CANCELLED" | "UNSUBSCRIBED" | "SUPPRESSED"; reason?: string; why?: string; due_at?: string; deliveries: readonly ({ id: string; channel: "email" | "sms" | "push" | "in_app" | "webhook" | "chat"; status: "ACCEPTED" | "SCHEDULED" | "PROCESSING" | "SENT" | "DELIVERED" | "READ" | "BOUNCED" | "FAILED" | "DEAD" | "EXPIRED" | "CANCELLED" | "UNSUBSCRIBED" | "SUPPRESSED"; reason?: string; /** In words: why it did not go out, or not yet */ why?: string; due_at?: string; provider?: string; provider_message_id?: string; attempt?: number; updated_at?: string; /** The delivery in the dead letters in whose place this one goes */ replay_of?: string })[] };

export type AddressRequest = { channel: "email"; /** The domain is kept in small letters and in its ASCII form */ address: string } | { channel: "sms"; /** Kept in E.164 */ address: string } | { channel: "chat"; /** Kept in E.164 */ address: string };

export type ApiKey = { id: string; /** Stays the same when the key is rotated */ client_id: string; name: string; /** How the key begins, to tell it from others */ prefix: string; mode: "live" | "test"; status: "active" | "expired" | "revoked"; role: "admin" | "operator" | "producer" | "viewer" | null; scopes: readonly ("notifications:read" | "notifications:write" | "notifications:broadcast" | "types:read" | "types:write" | "users:read" | "users:write" | "deliveries:read" | "deliveries:write" | "deliveries:inspect" | "suppressions:read" | "suppressions:write" | "events:read" | "events:write" | "limits:read" | "limits:write" | "providers:read" | "providers:write" | "pauses:read" | "pauses:write" | "access:read" | "access:write" | "audit:read")[]; allowed_addresses: readonly (string)[]; redirect?: { email?: string; phone?: string }; created_at: string; expires_at: string | null; revoked_at: string | null; /** To the minute */ last_used_at: string | null };

export type Attempt = { attempt: number; claim: number; event: string; code?: string; provider?: string; provider_message_id?: string; /** What the provider answered, masked */ answer?: string; at: string };

export type AuditEvent = { id: string; /** Of calls that are counted together, the minute in which they came */ at: string; /** The client; of types that a file brings: file */ actor?: string; /** Which of its credentials */ key_id?: string; /** The operationId of the call */ action: string; outcome: "allowed" | "refused"; reason?: string; /** The id of what was changed */ target?: string; details?: Record<string, unknown>; /** The network that the call came from */ address?: string; count: number };

export type ChangeApiKeyRequest = { name?: string; role?: "admin" | "operator" | "producer" | "viewer"; scopes?: readonly ("notifications:read" | "notifications:write" | "notifications:broadcast" | "types:read" | "types:write" | "users:read" | "users:write" | "deliveries:read" | "deliveries:write" | "deliveries:inspect" | "suppressions:read" | "suppressions:write" | "events:read" | "events:write" | "limits:read" | "limits:write" | "providers:read" | "providers:write" | "pauses:read" | "pauses:write" | "access:read" | "access:write" | "audit:read")[]; /** Where it may be used from; empty: anywhere */ allowed_addresses?: readonly (string)[]; expires_at?: string | null; redirect?: { /** The domain is kept in small letters and in its ASCII form */ email?: string; /** Kept in E.164 */ phone?: string } | null };

export type ChangeProviderRequest = { name?: string; /** The lower, the sooner */ order?: number; /** Its share among those of the same order and cost */ weight?: number; /** Among those of the same order, the cheaper goes first */ cost?: number; /** Serves only targets that begin or end so; empty: all */ only_for?: readonly (string)[]; /** Messages a second that it takes, all instances together; null: no end */ per_second?: number | null; enabled?: boolean; /** Those that change, as its kind has them: see CreateProviderRequest */ settings?: Record<string, unknown> };

export type Contents = { target?: Record<string, unknown>; content?: Record<string, unknown>; /** Sealed with a key that nobody has any more */ unreadable?: true };

export type CreateApiKeyRequest = { name: string; role?: "admin" | "operator" | "producer" | "viewer"; scopes?: readonly ("notifications:read" | "notifications:write" | "notifications:broadcast" | "types:read" | "types:write" | "users:read" | "users:write" | "deliveries:read" | "deliveries:write" | "deliveries:inspect" | "suppressions:read" | "suppressions:write" | "events:read" | "events:write" | "limits:read" | "limits:write" | "providers:read" | "providers:write" | "pauses:read" | "pauses:write" | "access:read" | "access:write" | "audit:read")[]; /** Where it may be used from; empty: anywhere */ allowed_addresses?: readonly (string)[]; expires_at?: string | null; mode?: "live" | "test"; /** Of a test key: where its e-mails and SMS go in place of their recipients; all else is simulated */ redirect?: { /** The domain is kept in small letters and in its ASCII form */ email?: string; /** Kept in E.164 */ phone?: string } };

export type CreateApnsProviderRequest = { kind: "apns"; name: string; /** The lower, the sooner */ order?: number; /** Its share among those of the same order and cost */ weight?: number; /** Among those of the same order, the cheaper goes first */ cost?: number; /** Serves only targets that begin or end so; empty: all */ only_for?: readonly (string)[]; /** Messages a second that it takes, all instances together; null: no end */ per_second?: number | null; enabled?: boolean; settings: { /** The text of the .p8 file that Apple hands out */ key: string; /** Which key it is */ key_id: unknown & unknown; /** Whose it is */ team_id: unknown & unknown; /** The app's bundle id */ topic: unknown & unknown; /** sandbox: for apps that come from Xcode, and for them alone */ environment?: "production" | "sandbox" } };

export type CreateFcmProviderRequest = { kind: "fcm"; name: string; /** The lower, the sooner */ order?: number; /** Its share among those of the same order and cost */ weight?: number; /** Among those of the same order, the cheaper goes first */ cost?: number; /** Serves only targets that begin or end so; empty: all */ only_for?: readonly (string)[]; /** Messages a second that it takes, all instances together; null: no end */ per_second?: number | null; enabled?: boolean; settings: { /** The JSON that Google gives out for a service account, whole */ service_account: { /** The project */ project_id: unknown & unknown; /** The account */ client_email: string; private_key: string; /** Which of its keys */ private_key_id?: string } } };

export type CreateProviderRequest = CreateSendgridProviderRequest | CreateSesProviderRequest | CreateSmtpProviderRequest | CreateTwilioProviderRequest | CreateVonageProviderRequest | CreateFcmProviderRequest | CreateApnsProviderRequest | CreateWebpushProviderRequest | CreateSlackProviderRequest | CreateWhatsappProviderRequest;

export type CreateSendgridProviderRequest = { kind: "sendgrid"; name: string; /** The lower, the sooner */ order?: number; /** Its share among those of the same order and cost */ weight?: number; /** Among those of the same order, the cheaper goes first */ cost?: number; /** Serves only targets that begin or end so; empty: all */ only_for?: readonly (string)[]; /** Messages a second that it takes, all instances together; null: no end */ per_second?: number | null; enabled?: boolean; settings: { /** With the scope mail.send */ api_key: string; /** The sender: `Name <address>` or the bare address */ from: unknown & unknown; /** The verification key of its signed event webhook; without it nobody hears what became of a mail */ webhook_key?: unknown & unknown } };

export type CreateSesProviderRequest = { kind: "ses"; name: string; /** The lower, the sooner */ order?: number; /** Its share among those of the same order and cost */ weight?: number; /** Among those of the same order, the cheaper goes first */ cost?: number; /** Serves only targets that begin or end so; empty: all */ only_for?: readonly (string)[]; /** Messages a second that it takes, all instances together; null: no end */ per_second?: number | null; enabled?: boolean; settings: { /** Of the account */ region: unknown & unknown; /** May send by SES v2 */ access_key_id: string; /** Of that key */ secret_access_key: string; /** Says where events go: without one nobody hears what became of a mail */ configuration_set?: unknown & unknown; /** By way of these topics of SNS it tells what became of mails */ topic_arns?: readonly (unknown & unknown)[]; /** The sender: `Name <address>` or the bare address */ from: unknown & unknown } };

export type CreateSlackProviderRequest = { kind: "slack"; name: string; /** The lower, the sooner */ order?: number; /** Its share among those of the same order and cost */ weight?: number; /** Among those of the same order, the cheaper goes first */ cost?: number; /** Serves only targets that begin or end so; empty: all */ only_for?: readonly (string)[]; /** Messages a second that it takes, all instances together; null: no end */ per_second?: number | null; enabled?: boolean; settings: {  } };

export type CreateSmtpProviderRequest = { kind: "smtp"; name: string; /** The lower, the sooner */ order?: number; /** Its share among those of the same order and cost */ weight?: number; /** Among those of the same order, the cheaper goes first */ cost?: number; /** Serves only targets that begin or end so; empty: all */ only_for?: readonly (string)[]; /** Messages a second that it takes, all instances together; null: no end */ per_second?: number | null; enabled?: boolean; settings: { /** In the public internet */ host: unknown & unknown; /** As a rule 465 or 587 */ port: number; /** `implicit` from the first byte, as on 465; `starttls` on 587 */ tls: "implicit" | "starttls"; /** To log in by */ user: string; /** Of that user */ password: string; /** The sender: `Name <address>` or the bare address */ from: unknown & unknown } };

export type CreateTwilioProviderRequest = { kind: "twilio"; name: string; /** The lower, the sooner */ order?: number; /** Its share among those of the same order and cost */ weight?: number; /** Among those of the same order, the cheaper goes first */ cost?: number; /** Serves only targets that begin or end so; empty: all */ only_for?: readonly (string)[]; /** Messages a second that it takes, all instances together; null: no end */ per_second?: number | null; enabled?: boolean; settings: { /** Begins with AC */ account_sid: unknown & unknown; /** Of that account */ auth_token: string; /** Numbers, short codes and names that it sends from; behind a colon the only countries it may reach */ from: readonly (string)[]; /** What would take more is refused; never more than the deployment allows */ max_segments?: number; /** Write typographic quotes and dashes plainly where that saves segments */ plain_marks?: boolean; /** Segments a second of each number, for each instance of the app; absent: no end */ per_number_per_second?: number } };

export type CreateVonageProviderRequest = { kind: "vonage"; name: string; /** The lower, the sooner */ order?: number; /** Its share among those of the same order and cost */ weight?: number; /** Among those of the same order, the cheaper goes first */ cost?: number; /** Serves only targets that begin or end so; empty: all */ only_for?: readonly (string)[]; /** Messages a second that it takes, all instances together; null: no end */ per_second?: number | null; enabled?: boolean; settings: { /** Of the account */ api_key: string; /** Of that key */ api_secret: string; /** Signs its callbacks, by SHA-256 HMAC; without it nobody hears what became of a message */ signature_secret?: string; /** Numbers, short codes and names that it sends from; behind a colon the only countries it may reach */ from: readonly (string)[]; /** What would take more is refused; never more than the deployment allows */ max_segments?: number; /** Write typographic quotes and dashes plainly where that saves segments */ plain_marks?: boolean; /** Segments a second of each number, for each instance of the app; absent: no end */ per_number_per_second?: number } };

export type CreateWebpushProviderRequest = { kind: "webpush"; name: string; /** The lower, the sooner */ order?: number; /** Its share among those of the same order and cost */ weight?: number; /** Among those of the same order, the cheaper goes first */ cost?: number; /** Serves only targets that begin or end so; empty: all */ only_for?: readonly (string)[]; /** Messages a second that it takes, all instances together; null: no end */ per_second?: number | null; enabled?: boolean; settings: { /** The VAPID private key whose public half the page subscribes with */ private_key: unknown & unknown; /** Where a push service can reach whoever sends */ subject: unknown & unknown } };

export type CreateWhatsappProviderRequest = { kind: "whatsapp"; name: string; /** The lower, the sooner */ order?: number; /** Its share among those of the same order and cost */ weight?: number; /** Among those of the same order, the cheaper goes first */ cost?: number; /** Serves only targets that begin or end so; empty: all */ only_for?: readonly (string)[]; /** Messages a second that it takes, all instances together; null: no end */ per_second?: number | null; enabled?: boolean; settings: { /** Meta's id of the number, not the number itself */ phone_number_id: unknown & unknown; /** Of a system user who may send from it */ access_token: string; /** Of the app at Meta; signs its callbacks: without it nobody hears what became of a message */ app_secret?: string; /** A word of your own, by which Meta shows that it was you who named the address of callbacks to it */ verify_token?: string; /** Of the Graph API */ api_version?: unknown & unknown } };

export type DeadLetter = { id: string; channel: "email" | "sms" | "push" | "in_app" | "webhook" | "chat"; delivery_id: string; notification_id: string; notification_type: string; priority: "critical" | "high" | "medium" | "low"; user_id?: string; test?: true; reason: string; /** In words */ why?: string; /** The last that was called */ provider?: string; /** How often it was tried */ attempts: number; /** How often in a row nobody learnt what came of it */ unsettled_claims: number; accepted_at: string; last_attempt_at?: string; died_at: string; /** `resolved`: it turned out to have arrived; nothing is to be done */ state: "open" | "replayed" | "discarded" | "resolved"; /** The dead delivery in whose place this one went */ replay_of?: string; /** The deliveries that went in its place, first to last */ replayed_as: readonly (string)[]; closed_at?: string; /** The client that replayed or discarded it */ closed_by?: string };

export type DeadLetterDetail = { id: string; channel: "email" | "sms" | "push" | "in_app" | "webhook" | "chat"; delivery_id: string; notification_id: string; notification_type: string; priority: "critical" | "high" | "medium" | "low"; user_id?: string; test?: true; reason: string; /** In words */ why?: string; /** The last that was called */ provider?: string; /** How often it was tried */ attempts: number; /** How often in a row nobody learnt what came of it */ unsettled_claims: number; accepted_at: string; last_attempt_at?: string; died_at: string; /** `resolved`: it turned out to have arrived; nothing is to be done */ state: "open" | "replayed" | "discarded" | "resolved"; /** The dead delivery in whose place this one went */ replay_of?: string; /** The deliveries that went in its place, first to last */ replayed_as: readonly (string)[]; closed_at?: string; /** The client that replayed or discarded it */ closed_by?: string; /** Each attempt that did not simply go well, oldest first */ history: readonly (Attempt)[]; discarded_because?: string };

export type Device = { device_id: string; platform: "android" | "ios" | "web"; token_end: string };

export type DeviceRequest = { /** What FCM, or on iOS the system itself (APNs: hexadecimal), calls it */ token?: string; /** In place of a token: of a browser, for Web Push */ subscription?: WebPushSubscription; platform: "android" | "ios" | "web" };

export type DevicesRequest = { devices: readonly ({ device_id?: string; /** What FCM, or on iOS the system itself (APNs: hexadecimal), calls it */ token?: string; /** In place of a token: of a browser, for Web Push */ subscription?: WebPushSubscription; platform: "android" | "ios" | "web" })[] };

export type Discard = { id: string; /** running, as long as it is in one channel */ state: "running" | "done" | "cancelled"; filter: Record<string, string>; /** Absent where nobody can open it any more */ because?: string; /** Open letters that matched when it was started */ matched: number; discarded: number; started_at: string; started_by: string; channels: readonly ({ channel: "email" | "sms" | "push" | "in_app" | "webhook" | "chat"; state: "running" | "done" | "cancelled"; /** Open letters that matched when it was started */ matched: number; discarded: number; finished_at?: string })[]; /** Channels whose apps did not answer: what they have is not in here */ unavailable?: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[] };

export type DiscardManyRequest = { /** For people; kept sealed */ because: string; /** All, if left out */ channels?: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[]; notification_type?: string; priority?: "critical" | "high" | "medium" | "low"; provider?: string; /** Your own id of the user; not `bulk` */ user_id?: string; notification_id?: string; /** At this time or later */ after?: string; /** Before this time */ before?: string; /** As it is told; `retries_exhausted` finds all of these, whatever the provider said last */ reason?: string };

export type DiscardRequest = { /** For people; kept sealed */ reason: string };

export type DiscardedLetter = { id: string; /** `resolved`: it turned out to have arrived; nothing is to be done */ state: "open" | "replayed" | "discarded" | "resolved" };

export type Doubt = { /** Of the delivery */ id: string; channel: "email" | "sms" | "push" | "in_app" | "webhook" | "chat"; notification_id: string; notification_type: string; priority: "critical" | "high" | "medium" | "low"; user_id?: string; test?: true; provider?: string; attempt: number; since: string; /** How often callbacks and the provider were asked about it */ checks: number; next_check_at?: string };

export type DoubtDetail = { /** Of the delivery */ id: string; channel: "email" | "sms" | "push" | "in_app" | "webhook" | "chat"; notification_id: string; notification_type: string; priority: "critical" | "high" | "medium" | "low"; user_id?: string; test?: true; provider?: string; attempt: number; since: string; /** How often callbacks and the provider were asked about it */ checks: number; next_check_at?: string; history: readonly (Attempt)[] };

export type EventSubscription = { id: string; url: string; types?: readonly (string)[]; statuses?: readonly ("ACCEPTED" | "SCHEDULED" | "PROCESSING" | "SENT" | "DELIVERED" | "READ" | "BOUNCED" | "FAILED" | "DEAD" | "EXPIRED" | "CANCELLED" | "UNSUBSCRIBED" | "SUPPRESSED")[]; channels?: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[]; description?: string; enabled: boolean; /** It answered 410, or did nothing but fail for five days */ disabled_reason?: "gone" | "failing"; disabled_at?: string; created_at: string; updated_at: string; /** Until then both secrets sign */ previous_secret_until?: string };

export type EventSubscriptionRequest = { url: string; /** Of notifications; left out: all */ types?: readonly (string)[]; /** That a delivery comes to; left out: all */ statuses?: readonly ("ACCEPTED" | "SCHEDULED" | "PROCESSING" | "SENT" | "DELIVERED" | "READ" | "BOUNCED" | "FAILED" | "DEAD" | "EXPIRED" | "CANCELLED" | "UNSUBSCRIBED" | "SUPPRESSED")[]; /** Left out: all */ channels?: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[]; description?: string; /** true also takes an endpoint into use again that was disabled since it failed */ enabled?: boolean };

export type Explanation = { user_id: string; notification_type: string; category: string; critical: boolean; at: string; time_zone: string; channels: readonly ({ channel: "email" | "sms" | "push" | "in_app" | "webhook" | "chat"; answer: "yes" | "no" | "later"; rule: "suppressed" | "critical" | "opted_out" | "type" | "category" | "channel" | "default" | "quiet_hours" | "no_target"; reason?: string; /** In words */ why: string; until?: string; targets: number })[] };

export type GrantError = { error: "invalid_request" | "invalid_client" | "unsupported_grant_type" | "invalid_scope"; error_description: string };

export type GrantForm = { grant_type: "client_credentials"; /** Space-separated; all that the key has, if left out */ scope?: string; /** The key's client id, if not sent by HTTP Basic */ client_id?: string; /** The API key, if not sent by HTTP Basic */ client_secret?: string };

export type GrantedToken = { access_token: string; token_type: "Bearer"; expires_in: number; scope: string };

export type InboxPage = { items: readonly ({ id: string; notification_id: string; notification_type: string; priority: string; content: { title: string; body: string; data?: Record<string, unknown> }; created_at: string; read_at?: string })[]; unread: number; next_cursor?: string };

export type IssuedToken = { token: string; expires_at: string };

export type ItemResult = { index: number; status: number; id?: string; /** Sent with a test key: it reaches no recipient */ test?: true; problem?: Problem };

export type Limit = { limit: number; window_seconds: number };

export type Limits = { client: Limit | null; tenant: Limit | null; daily_quota: number | null; user: Limit | null; channel: Limit | null; channels: Partial<Record<"email" | "sms" | "push" | "in_app" | "webhook" | "chat", Limit | null>>; types: Record<string, { user?: Limit | null; channel?: Limit | null }>; version: number };

export type LimitsRequest = { /** By default that of the deployment; null: no end */ client?: Limit | null; /** By default that of the deployment; null: no end */ tenant?: Limit | null; /** By default that of the deployment; null: no end */ daily_quota?: number | null; /** By default that of the deployment; null: no end */ user?: Limit | null; /** By default that of the deployment; null: no end */ channel?: Limit | null; channels?: Partial<Record<"email" | "sms" | "push" | "in_app" | "webhook" | "chat", Limit | null>>; types?: Record<string, { user?: Limit | null; channel?: Limit | null }> };

export type MadeEventSubscription = { id: string; url: string; types?: readonly (string)[]; statuses?: readonly ("ACCEPTED" | "SCHEDULED" | "PROCESSING" | "SENT" | "DELIVERED" | "READ" | "BOUNCED" | "FAILED" | "DEAD" | "EXPIRED" | "CANCELLED" | "UNSUBSCRIBED" | "SUPPRESSED")[]; channels?: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[]; description?: string; enabled: boolean; /** It answered 410, or did nothing but fail for five days */ disabled_reason?: "gone" | "failing"; disabled_at?: string; created_at: string; updated_at: string; /** Until then both secrets sign */ previous_secret_until?: string; /** `whsec_…`: shown now and never again */ secret: string };

export type NewApiKey = { id: string; /** Stays the same when the key is rotated */ client_id: string; name: string; /** How the key begins, to tell it from others */ prefix: string; mode: "live" | "test"; status: "active" | "expired" | "revoked"; role: "admin" | "operator" | "producer" | "viewer" | null; scopes: readonly ("notifications:read" | "notifications:write" | "notifications:broadcast" | "types:read" | "types:write" | "users:read" | "users:write" | "deliveries:read" | "deliveries:write" | "deliveries:inspect" | "suppressions:read" | "suppressions:write" | "events:read" | "events:write" | "limits:read" | "limits:write" | "providers:read" | "providers:write" | "pauses:read" | "pauses:write" | "access:read" | "access:write" | "audit:read")[]; allowed_addresses: readonly (string)[]; redirect?: { email?: string; phone?: string }; created_at: string; expires_at: string | null; revoked_at: string | null; /** To the minute */ last_used_at: string | null; /** Shown now and never again */ key: string };

export type Notification = { id: string; /** Sent with a test key: it reaches no recipient */ test?: true; status: "ACCEPTED" | "SCHEDULED" | "PROCESSING" | "SENT" | "DELIVERED" | "READ" | "BOUNCED" | "FAILED" | "DEAD" | "EXPIRED" | "CANCELLED" | "UNSUBSCRIBED" | "SUPPRESSED"; notification_type?: string; user_id?: string; priority: "critical" | "high" | "medium" | "low"; metadata?: Record<string, string>; idempotency_key?: string; accepted_at?: string; expires_at?: string; deliveries: readonly ({ id: string; channel: "email" | "sms" | "push" | "in_app" | "webhook" | "chat"; status: "ACCEPTED" | "SCHEDULED" | "PROCESSING" | "SENT" | "DELIVERED" | "READ" | "BOUNCED" | "FAILED" | "DEAD" | "EXPIRED" | "CANCELLED" | "UNSUBSCRIBED" | "SUPPRESSED"; reason?: string; /** In words: why it did not go out, or not yet */ why?: string; due_at?: string; provider?: string; provider_message_id?: string; attempt?: number; updated_at?: string; /** The delivery in the dead letters in whose place this one goes */ replay_of?: string })[] };

export type NotificationRequest = { /** Your own id of the user; not `bulk` */ user_id?: string; /** A notification for each of them */ user_ids?: readonly (string)[]; /** For someone who is not stored */ to?: { /** The domain is kept in small letters and in its ASCII form */ email?: string; /** Kept in E.164 */ phone?: string; /** An incoming webhook. It is a secret: only its end is shown again */ slack_url?: string; /** Kept in E.164 */ whatsapp?: string; /** All devices that have joined it; needs the scope notifications:broadcast */ topic?: string; /** All devices that have joined topics so; like topic */ condition?: string }; notification_type: string; /** By default the type's */ priority?: "critical" | "high" | "medium" | "low"; /** By default the type's */ channels?: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[]; content: { title: string; body: string; /** Handed to the app or the endpoint */ data?: Record<string, unknown>; /** Of mail alone */ email?: { /** In the place of the title */ subject?: string; /** Beside the body, which is the text */ html?: string; /** The domain is kept in small letters and in its ASCII form */ reply_to?: string; attachments?: readonly ({ /** Fetched when the mail leaves */ url: string; filename: unknown & unknown; /** By default what the address answers with; documents, pictures and dates only */ content_type?: string })[] }; /** Of chats alone */ chat?: { /** Slack's Block Kit, in the place of the text */ blocks?: readonly (Record<string, unknown>)[]; /** WhatsApp: all that reaches somebody who has not written to you for a day */ template?: { name: string; language: string; components?: readonly (Record<string, unknown>)[] } } }; /** What follows when it is not seen in time; by default the type's, and [] is nothing */ escalation?: readonly ({ after_seconds: number; unless: "DELIVERED" | "READ"; channels: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[] })[]; /** Comes back everywhere */ metadata?: Record<string, string>; idempotency_key?: string };

export type NotificationType = { name: string; category: string; critical: boolean; priority: "critical" | "high" | "medium" | "low"; priority_rules: readonly ({ field: string; equals?: string | number | boolean; contains?: string; above?: number; below?: number; priority: "critical" | "high" | "medium" | "low" })[]; channels: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[]; when_in_doubt: "resend" | "hold"; ttl_seconds: number; quiet_hours: "hold" | "ignore"; daily_cap: number | null; escalation: readonly ({ after_seconds: number; unless: "DELIVERED" | "READ"; channels: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[] })[]; /** What a file manages cannot be changed by the API */ managed_by: "api" | "file" };

export type NotificationTypeRequest = { /** As in the path, if given */ name?: string; /** As it was read */ managed_by?: "api"; /** What users opt out of as a whole */ category: string; /** Goes out at any hour, and whatever the user has opted out of */ critical?: boolean; priority?: "critical" | "high" | "medium" | "low"; /** The first that fits decides, where the request names no priority */ priority_rules?: readonly ({ /** Dots lead into the request */ field: string; equals?: string | number | boolean; /** In capitals or not */ contains?: string; above?: number; below?: number; priority: "critical" | "high" | "medium" | "low" })[]; channels: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[]; /** When nobody knows whether a provider took it */ when_in_doubt?: "resend" | "hold"; /** Past this age it is not sent any more */ ttl_seconds?: number; quiet_hours?: "hold" | "ignore"; /** The most that a user gets of its category in a day of theirs */ daily_cap?: number | null; escalation?: readonly ({ after_seconds: number; unless: "DELIVERED" | "READ"; channels: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[] })[] };

export type Pause = { id: string; channels: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[]; notification_type?: string; provider?: string; note?: string; until?: string; created_at: string };

export type PauseRequest = { /** Left out: all */ channels?: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[]; /** Left out: all types */ notification_type?: string; /** An account by its id, or a kind; what can go by another one goes on. Left out: all */ provider?: string; /** Why, for people; never personal data */ note?: string; /** When it ends by itself; left out: when it is deleted */ until?: string };

export type Preferences = { opted_out: boolean; types: Record<string, Partial<Record<"email" | "sms" | "push" | "in_app" | "webhook" | "chat", boolean>>>; categories: Record<string, Partial<Record<"email" | "sms" | "push" | "in_app" | "webhook" | "chat", boolean>>>; channels: Partial<Record<"email" | "sms" | "push" | "in_app" | "webhook" | "chat", boolean>>; quiet_hours: { start: string; end: string; channels?: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[] } | null };

export type PreferencesPatch = { opted_out?: boolean | null; types?: Record<string, Partial<Record<"email" | "sms" | "push" | "in_app" | "webhook" | "chat", boolean | null>> | null> | null; categories?: Record<string, Partial<Record<"email" | "sms" | "push" | "in_app" | "webhook" | "chat", boolean | null>> | null> | null; channels?: Partial<Record<"email" | "sms" | "push" | "in_app" | "webhook" | "chat", boolean | null>> | null; quiet_hours?: { start?: string; end?: string; channels?: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[] | null } | null };

export type PreferencesRequest = { /** true: nothing but what is critical */ opted_out?: boolean; /** Beats the word on its category */ types?: Record<string, Partial<Record<"email" | "sms" | "push" | "in_app" | "webhook" | "chat", boolean>>>; /** Beats the word on the channel */ categories?: Record<string, Partial<Record<"email" | "sms" | "push" | "in_app" | "webhook" | "chat", boolean>>>; channels?: Partial<Record<"email" | "sms" | "push" | "in_app" | "webhook" | "chat", boolean>>; quiet_hours?: { start: string; end: string; /** Those that keep quiet; absent: all that ring (email, sms, push, chat) */ channels?: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[] } | null };

export type Problem = { type: string; title: string; status: number; code: string; detail?: string; errors?: readonly ({ pointer: string; detail: string })[]; trace_id?: string; limit?: string; retry_after?: number };

export type Provider = { id: string; channel: "email" | "sms" | "push" | "in_app" | "webhook" | "chat"; kind: string; name: string; order: number; weight: number; cost: number; only_for: readonly (string)[]; per_second: number | null; enabled: boolean; /** Without what is secret */ settings: Record<string, unknown>; /** Settings that are stored, and never told again */ secrets: readonly (string)[]; /** Absent: the kind tells nothing */ callbacks?: { /** For the console of the provider: it tells there what became of messages */ url: string; /** Likewise, for messages to its numbers: STOP and START */ inbound_url?: string; /** Settings without which what it tells is refused; they count within ten seconds */ missing: readonly (string)[] }; /** Why it cannot be used: the tenant is served as if it were switched off */ problem?: "unreadable_settings" | "unknown_kind"; /** Absent: nothing was sent by it in the last minutes */ health?: { /** Of its breaker: closed is well, open is not called; the worst that any instance sees */ state: "closed" | "half_open" | "open"; since: string; /** From 0 to 1, of the last calls; old ones are forgotten within seconds */ recent_success: number }; version: number; created_at: string; changed_at: string };

export type ProviderTrial = { ok: boolean; /** false: there is no harmless call for this kind */ tried: boolean; code?: string; /** In the words of the provider */ detail?: string };

export type ReadRequest = { ids: readonly (string)[] };

export type Replay = { id: string; /** running, as long as it is in one channel */ state: "running" | "done" | "cancelled"; filter: Record<string, string>; rate: number; edited?: readonly ("channel" | "to" | "content")[]; /** Open letters that matched when it was started */ matched: number; replayed: number; /** Left open: with what was edited they make no whole delivery */ skipped: number; started_at: string; started_by: string; channels: readonly ({ channel: "email" | "sms" | "push" | "in_app" | "webhook" | "chat"; state: "running" | "done" | "cancelled"; /** Open letters that matched when it was started */ matched: number; replayed: number; /** Left open: with what was edited they make no whole delivery */ skipped: number; finished_at?: string })[]; /** Channels whose apps did not answer: what they have is not in here */ unavailable?: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[] };

export type ReplayLetterRequest = { /** Which replay of this letter it is: asked for again, it is not made again */ replay?: number; /** Another channel needs a recipient of its kind */ channel?: "email" | "sms" | "push" | "in_app" | "webhook" | "chat"; /** Another recipient: an email, a phone, … as the channel has it */ to?: { /** The domain is kept in small letters and in its ASCII form */ email?: string; /** Kept in E.164 */ phone?: string; /** Your own id of the user; not `bulk` */ user_id?: string; url?: string; device_id?: string; token?: string; platform?: "android" | "ios" | "web" }; /** What is left out stays */ content?: { title?: string; body?: string; data?: Record<string, unknown> } };

export type ReplayRequest = { /** All, if left out */ channels?: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[]; notification_type?: string; priority?: "critical" | "high" | "medium" | "low"; provider?: string; /** Your own id of the user; not `bulk` */ user_id?: string; notification_id?: string; /** At this time or later */ after?: string; /** Before this time */ before?: string; /** As it is told; `retries_exhausted` finds all of these, whatever the provider said last */ reason?: string; /** Letters a second, in each channel */ rate: number; /** What is to be otherwise with each; a recipient must be of the kind of each channel */ edit?: { /** Another channel needs a recipient of its kind */ channel?: "email" | "sms" | "push" | "in_app" | "webhook" | "chat"; /** Another recipient: an email, a phone, … as the channel has it */ to?: { /** The domain is kept in small letters and in its ASCII form */ email?: string; /** Kept in E.164 */ phone?: string; /** Your own id of the user; not `bulk` */ user_id?: string; url?: string; device_id?: string; token?: string; platform?: "android" | "ios" | "web" }; /** What is left out stays */ content?: { title?: string; body?: string; data?: Record<string, unknown> } } };

export type ReplayedLetter = { /** The new delivery */ id: string; notification_id: string; channel: "email" | "sms" | "push" | "in_app" | "webhook" | "chat"; /** The dead delivery */ replay_of: string; expires_at?: string; /** It had expired, and has its whole time again */ expiry_renewed?: true };

export type ResolveAllRequest = { /** `sent`: it did go out; `send_again`, at once; `give_up`: it has FAILED */ resolution: "sent" | "send_again" | "give_up"; /** All, if left out */ channels?: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[]; notification_type?: string; priority?: "critical" | "high" | "medium" | "low"; provider?: string; /** Your own id of the user; not `bulk` */ user_id?: string; notification_id?: string; /** At this time or later */ after?: string; /** Before this time */ before?: string };

export type ResolveRequest = { /** `sent`: it did go out; `send_again`, at once; `give_up`: it has FAILED */ resolution: "sent" | "send_again" | "give_up" };

export type ResolvedDoubt = { id: string; resolution: "sent" | "send_again" | "give_up" };

export type ResolvedDoubts = { resolved: number; /** There are others that match: ask again */ more: boolean; /** Channels whose apps did not answer: what they have is not in here */ unavailable?: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[] };

export type RotateApiKeyRequest = { /** How long the old key works beside the new one */ overlap_seconds?: number };

export type RotateSecretRequest = { /** For so long both secrets sign */ overlap_seconds?: number };

export type RotatedWebhook = { id: string; url: string; secret: string; /** Until then both secrets sign */ previous_secret_until?: string; /** Not called any more; PUT of the user with it enables it again */ enabled?: false; disabled_reason?: "gone" | "failing"; disabled_at?: string };

export type SubscriptionEvent = { /** The `webhook-id` that it comes with */ id: string; status: "ACCEPTED" | "SCHEDULED" | "PROCESSING" | "SENT" | "DELIVERED" | "READ" | "BOUNCED" | "FAILED" | "DEAD" | "EXPIRED" | "CANCELLED" | "UNSUBSCRIBED" | "SUPPRESSED"; notification_id?: string; delivery_id?: string; at: string; created_at: string; replay_of?: string; /** How its own delivery stands; absent while nobody can say */ delivery?: { state: "pending" | "delivered" | "failed" | "dead" | "cancelled"; attempts: number; /** Why the last attempt failed */ code?: string; updated_at?: string } };

export type Suppression = { id: string; channel: "email" | "sms" | "chat"; address_hash: string; reason: "hard_bounce" | "complaint" | "stop" | "manual"; source: string; note?: string; created_at: string; expires_at?: string };

export type SuppressionCheck = { suppressed: boolean; suppression?: Suppression };

export type SuppressionRequest = { channel: "email"; /** The domain is kept in small letters and in its ASCII form */ address: string; reason?: "hard_bounce" | "complaint" | "stop" | "manual"; /** For people; kept sealed */ note?: string; /** Absent: for good. Seen by all within a quarter of an hour */ expires_at?: string } | { channel: "sms"; /** Kept in E.164 */ address: string; reason?: "hard_bounce" | "complaint" | "stop" | "manual"; /** For people; kept sealed */ note?: string; /** Absent: for good. Seen by all within a quarter of an hour */ expires_at?: string } | { channel: "chat"; /** Kept in E.164 */ address: string; reason?: "hard_bounce" | "complaint" | "stop" | "manual"; /** For people; kept sealed */ note?: string; /** Absent: for good. Seen by all within a quarter of an hour */ expires_at?: string };

export type SuppressionResult = { index: number; status: number; id?: string; problem?: Problem };

export type TokenRequest = { ttl_seconds?: number };

export type ToldEvent = { /** The `webhook-id` that it comes with */ id: string; status: "ACCEPTED" | "SCHEDULED" | "PROCESSING" | "SENT" | "DELIVERED" | "READ" | "BOUNCED" | "FAILED" | "DEAD" | "EXPIRED" | "CANCELLED" | "UNSUBSCRIBED" | "SUPPRESSED"; notification_id?: string; delivery_id?: string; at: string; created_at: string; replay_of?: string };

export type UnsubscribeForm = { "List-Unsubscribe": "One-Click" } | { do: "unsubscribe" } | { do: "save"; /** The boxes that are ticked, as `type:email:newsletter` or `category:sms:marketing` */ on?: readonly (string)[]; /** Those that were ticked on the page: only what differs is changed, as `type:email:newsletter` or `category:sms:marketing` */ was?: readonly (string)[]; /** Nothing but what is critical */ stop?: "yes"; was_stop?: "yes"; /** Quiet hours, from `start` to `end` */ quiet?: "yes"; /** A time of day, as 22:00 */ start?: string; /** A time of day, as 07:00 */ end?: string; /** As 22:00-07:00; empty where there were none */ was_quiet?: string };

export type User = { id: string; email?: string; phone?: string; slack_url_end?: string; whatsapp?: string; locale?: string; time_zone?: string; attributes?: Record<string, string | number | boolean>; devices: readonly (Device)[]; webhooks: readonly ({ id: string; url: string; secret?: string; /** Until then both secrets sign */ previous_secret_until?: string; /** Not called any more; PUT of the user with it enables it again */ enabled?: false; disabled_reason?: "gone" | "failing"; disabled_at?: string })[]; preferences: Preferences; version: number };

export type UserRequest = { email?: string | null; phone?: string | null; slack_url?: string | null; whatsapp?: string | null; locale?: string | null; time_zone?: string | null; attributes?: Record<string, string | number | boolean> | null; /** Short for webhooks with one entry */ webhook?: { url: string } | null; /** Replaces the endpoints; one that keeps its url keeps its secret */ webhooks?: readonly ({ url: string })[] };

export type UserResult = { index: number; status: number; id?: string; user?: User; problem?: Problem };

export type WebPushSubscription = { endpoint: string; /** Not used: a browser that forgets says so when it is called */ expirationTime?: number | null; keys: { p256dh: string; auth: string } };

export type WholeNotification = { id: string; /** Sent with a test key: it reaches no recipient */ test?: true; status: "ACCEPTED" | "SCHEDULED" | "PROCESSING" | "SENT" | "DELIVERED" | "READ" | "BOUNCED" | "FAILED" | "DEAD" | "EXPIRED" | "CANCELLED" | "UNSUBSCRIBED" | "SUPPRESSED"; notification_type?: string; user_id?: string; priority: "critical" | "high" | "medium" | "low"; metadata?: Record<string, string>; idempotency_key?: string; accepted_at?: string; expires_at?: string; deliveries: readonly ({ id: string; channel: "email" | "sms" | "push" | "in_app" | "webhook" | "chat"; status: "ACCEPTED" | "SCHEDULED" | "PROCESSING" | "SENT" | "DELIVERED" | "READ" | "BOUNCED" | "FAILED" | "DEAD" | "EXPIRED" | "CANCELLED" | "UNSUBSCRIBED" | "SUPPRESSED"; reason?: string; /** In words: why it did not go out, or not yet */ why?: string; due_at?: string; provider?: string; provider_message_id?: string; attempt?: number; updated_at?: string; /** The delivery in the dead letters in whose place this one goes */ replay_of?: string })[]; escalation?: readonly ({ after_seconds: number; unless: "DELIVERED" | "READ"; channels: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[]; state: "waiting" | "done" | "not_needed" | "cancelled"; due_at: string })[]; timeline: readonly ({ at: string; delivery_id: string; channel: "email" | "sms" | "push" | "in_app" | "webhook" | "chat"; event: "accepted" | "scheduled" | "processing" | "sent" | "delivered" | "read" | "opened" | "clicked" | "complained" | "bounced" | "failed" | "dead" | "expired" | "cancelled" | "unsubscribed" | "suppressed"; attempt: number; reason?: string; /** In words: why it did not go out, or not yet */ why?: string; due_at?: string; provider?: string; detail?: string })[] };

export interface Operations {
  /** Send one notification (or, with user_ids, one to each: answered like bulk). */
  sendNotification: { path: {  }; query: {  }; body: NotificationRequest; answer: Accepted | { results: readonly (ItemResult)[] } };
  /** Search, newest first. */
  searchNotifications: { path: {  }; query: { user_id?: string; notification_type?: string; channel?: "email" | "sms" | "push" | "in_app" | "webhook" | "chat"; status?: "ACCEPTED" | "SCHEDULED" | "PROCESSING" | "SENT" | "DELIVERED" | "READ" | "BOUNCED" | "FAILED" | "DEAD" | "EXPIRED" | "CANCELLED" | "UNSUBSCRIBED" | "SUPPRESSED"; metadata?: Record<string, string>; after?: string; before?: string; cursor?: string; limit?: number }; body: undefined; answer: { items: readonly (Notification)[]; next_cursor?: string } };
  /** Send up to 1,000 notifications. */
  sendBulk: { path: {  }; query: {  }; body: { notifications: readonly (NotificationRequest)[] }; answer: { results: readonly (ItemResult)[] } };
  /** Its whole life. */
  getNotification: { path: { id: string }; query: {  }; body: undefined; answer: WholeNotification };
  /** Cancel what has not left. */
  cancelNotification: { path: { id: string }; query: {  }; body: undefined; answer: Accepted };
  /** The types that can be sent. */
  listNotificationTypes: { path: {  }; query: {  }; body: undefined; answer: { items: readonly (NotificationType)[]; next_cursor?: string } };
  /** A type. */
  getNotificationType: { path: { name: string }; query: {  }; body: undefined; answer: NotificationType };
  /** Make a type, or replace it; what is left out gets its default. */
  putNotificationType: { path: { name: string }; query: {  }; body: NotificationTypeRequest; answer: NotificationType };
  /** Forget a type; what is under way of it goes on. */
  deleteNotificationType: { path: { name: string }; query: {  }; body: undefined; answer: undefined };
  /** How much may be sent: what holds now, with what the deployment sets. */
  getLimits: { path: {  }; query: {  }; body: undefined; answer: Limits };
  /** Set all limits; those left out are the deployment’s. */
  putLimits: { path: {  }; query: {  }; body: LimitsRequest; answer: Limits };
  /** Store a user; what is left out stays as it is. */
  putUser: { path: { id: string }; query: {  }; body: UserRequest; answer: User };
  /** A user. */
  getUser: { path: { id: string }; query: {  }; body: undefined; answer: User };
  /** Forget a user. */
  deleteUser: { path: { id: string }; query: {  }; body: undefined; answer: undefined };
  /** Store up to 1,000 users. */
  putUsers: { path: {  }; query: {  }; body: { users: readonly ({ email?: string | null; phone?: string | null; slack_url?: string | null; whatsapp?: string | null; locale?: string | null; time_zone?: string | null; attributes?: Record<string, string | number | boolean> | null; /** Short for webhooks with one entry */ webhook?: { url: string } | null; /** Replaces the endpoints; one that keeps its url keeps its secret */ webhooks?: readonly ({ url: string })[]; /** Your own id of the user; not `bulk` */ id: string })[] }; answer: { results: readonly (UserResult)[] } };
  /** Store up to 1,000 users. */
  postUsers: { path: {  }; query: {  }; body: { users: readonly ({ email?: string | null; phone?: string | null; slack_url?: string | null; whatsapp?: string | null; locale?: string | null; time_zone?: string | null; attributes?: Record<string, string | number | boolean> | null; /** Short for webhooks with one entry */ webhook?: { url: string } | null; /** Replaces the endpoints; one that keeps its url keeps its secret */ webhooks?: readonly ({ url: string })[]; /** Your own id of the user; not `bulk` */ id: string })[] }; answer: { results: readonly (UserResult)[] } };
  /** What a user wants. */
  getPreferences: { path: { id: string }; query: {  }; body: undefined; answer: Preferences };
  /** Replace what a user wants. */
  putPreferences: { path: { id: string }; query: {  }; body: PreferencesRequest; answer: Preferences };
  /** Change some of what a user wants. */
  patchPreferences: { path: { id: string }; query: {  }; body: PreferencesPatch; answer: Preferences };
  /** What the end user wants whose token it is. */
  getOwnPreferences: { path: {  }; query: {  }; body: undefined; answer: Preferences };
  /** Change some of what the end user wants whose token it is. */
  patchOwnPreferences: { path: {  }; query: {  }; body: PreferencesPatch; answer: Preferences };
  /** By which rule a notification of a type would go out, wait or not go out, channel by channel. */
  explainPreferences: { path: { id: string }; query: { type?: string; at?: string }; body: undefined; answer: Explanation };
  /** A user's devices. */
  listDevices: { path: { id: string }; query: {  }; body: undefined; answer: { items: readonly (Device)[]; next_cursor?: string } };
  /** Replace a user's devices. */
  putDevices: { path: { id: string }; query: {  }; body: DevicesRequest; answer: { items: readonly (Device)[]; next_cursor?: string } };
  /** Add or change one device. */
  putDevice: { path: { id: string; device: string }; query: {  }; body: DeviceRequest; answer: { items: readonly (Device)[]; next_cursor?: string } };
  /** Forget one device. */
  deleteDevice: { path: { id: string; device: string }; query: {  }; body: undefined; answer: undefined };
  /** A new secret for a webhook; for a while the old one signs beside it. */
  rotateWebhook: { path: { id: string; webhook: string }; query: {  }; body: RotateSecretRequest; answer: RotatedWebhook };
  /** A token for the end user's own inbox. */
  issueToken: { path: { id: string }; query: {  }; body: TokenRequest; answer: IssuedToken };
  /** Let nothing go to an address any more, however critical; again replaces what was said before. */
  putSuppression: { path: {  }; query: {  }; body: SuppressionRequest; answer: Suppression };
  /** What is suppressed, newest first; addresses are kept as hashes and cannot be shown. */
  listSuppressions: { path: {  }; query: { channel?: "email" | "sms" | "chat"; cursor?: string; limit?: number }; body: undefined; answer: { items: readonly (Suppression)[]; next_cursor?: string } };
  /** Suppress up to 1,000 addresses. */
  putSuppressions: { path: {  }; query: {  }; body: { suppressions: readonly (SuppressionRequest)[] }; answer: { results: readonly (SuppressionResult)[] } };
  /** Whether an address is suppressed; a POST, since addresses do not belong in URLs. */
  checkSuppression: { path: {  }; query: {  }; body: AddressRequest; answer: SuppressionCheck };
  /** Let notifications go to the address again. */
  deleteSuppression: { path: { id: string }; query: {  }; body: undefined; answer: undefined };
  /** Deliveries that were given up, of all channels, newest first. */
  listDeadLetters: { path: {  }; query: { notification_type?: string; priority?: "critical" | "high" | "medium" | "low"; provider?: string; user_id?: string; notification_id?: string; after?: string; before?: string; reason?: string; state?: "open" | "replayed" | "discarded" | "resolved"; channel?: "email" | "sms" | "push" | "in_app" | "webhook" | "chat"; cursor?: string; limit?: number }; body: undefined; answer: { items: readonly (DeadLetter)[]; next_cursor?: string; /** Channels whose apps did not answer: what they have is not in here */ unavailable?: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[] } };
  /** Why, when, how often and by what, with every attempt that is on record. */
  getDeadLetter: { path: { id: string }; query: {  }; body: undefined; answer: DeadLetterDetail };
  /** Whom it was for and what it says; that somebody looked is audited. */
  inspectDeadLetter: { path: { id: string }; query: {  }; body: undefined; answer: Contents };
  /** Send it again as a new delivery linked to the old one; with another recipient, content or channel if need be. */
  replayDeadLetter: { path: { id: string }; query: {  }; body: ReplayLetterRequest; answer: ReplayedLetter };
  /** Nothing more is to be done for it. */
  discardDeadLetter: { path: { id: string }; query: {  }; body: DiscardRequest; answer: DiscardedLetter };
  /** Replay all open dead letters that match, at a set rate, with the same edits if need be; what dies from now on is not among them. */
  startReplay: { path: {  }; query: {  }; body: ReplayRequest; answer: Replay };
  /** Replays of many, newest first. */
  listReplays: { path: {  }; query: { cursor?: string; limit?: number }; body: undefined; answer: { items: readonly (Replay)[]; next_cursor?: string; /** Channels whose apps did not answer: what they have is not in here */ unavailable?: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[] } };
  /** How far it is. */
  getReplay: { path: { id: string }; query: {  }; body: undefined; answer: Replay };
  /** Replay no more of it; what was replayed stays so. */
  cancelReplay: { path: { id: string }; query: {  }; body: undefined; answer: Replay };
  /** Discard all open dead letters that match, for one reason; what dies from now on is not among them. */
  startDiscard: { path: {  }; query: {  }; body: DiscardManyRequest; answer: Discard };
  /** Discards of many, newest first. */
  listDiscards: { path: {  }; query: { cursor?: string; limit?: number }; body: undefined; answer: { items: readonly (Discard)[]; next_cursor?: string; /** Channels whose apps did not answer: what they have is not in here */ unavailable?: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[] } };
  /** How far it is. */
  getDiscard: { path: { id: string }; query: {  }; body: undefined; answer: Discard };
  /** Discard no more of it; what was discarded stays so. */
  cancelDiscard: { path: { id: string }; query: {  }; body: undefined; answer: Discard };
  /** Deliveries of which nobody knows whether they were sent, of all channels, newest first. */
  listDoubts: { path: {  }; query: { notification_type?: string; priority?: "critical" | "high" | "medium" | "low"; provider?: string; user_id?: string; notification_id?: string; after?: string; before?: string; channel?: "email" | "sms" | "push" | "in_app" | "webhook" | "chat"; cursor?: string; limit?: number }; body: undefined; answer: { items: readonly (Doubt)[]; next_cursor?: string; /** Channels whose apps did not answer: what they have is not in here */ unavailable?: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[] } };
  /** One of them, with every attempt that is on record. */
  getDoubt: { path: { id: string }; query: {  }; body: undefined; answer: DoubtDetail };
  /** Whom it is for and what it says; that somebody looked is audited. */
  inspectDoubt: { path: { id: string }; query: {  }; body: undefined; answer: Contents };
  /** Decide: it was sent, send it again, or give it up. */
  resolveDoubt: { path: { id: string }; query: {  }; body: ResolveRequest; answer: ResolvedDoubt };
  /** Decide so about all that match, up to 500 in each channel at once. */
  resolveDoubts: { path: {  }; query: {  }; body: ResolveAllRequest; answer: ResolvedDoubts };
  /** The accounts that send for this tenant; none for a channel: the deployment’s own do. */
  listProviders: { path: {  }; query: { channel?: "email" | "sms" | "push" | "in_app" | "webhook" | "chat" }; body: undefined; answer: { items: readonly (Provider)[]; /** Channels that did not answer: theirs are missing */ unavailable: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[] } };
  /** Add an account of a provider, once the provider has taken its credentials in a trial call. */
  createProvider: { path: {  }; query: { untried?: "true" | "false" }; body: CreateProviderRequest; answer: Provider };
  /** An account, without its credentials. */
  getProvider: { path: { id: string }; query: {  }; body: undefined; answer: Provider };
  /** Change an account; new settings are tried first. */
  changeProvider: { path: { id: string }; query: { untried?: "true" | "false" }; body: ChangeProviderRequest; answer: Provider };
  /** Remove an account; what waits for it goes by the others. */
  deleteProvider: { path: { id: string }; query: {  }; body: undefined; answer: undefined };
  /** Ask the provider whether it takes the credentials; nothing is sent to anybody. */
  tryProvider: { path: { id: string }; query: {  }; body: undefined; answer: ProviderTrial };
  /** What is paused. */
  listPauses: { path: {  }; query: {  }; body: undefined; answer: { items: readonly (Pause)[]; /** Channels that did not answer: what is paused in them alone is missing */ unavailable: readonly ("email" | "sms" | "push" | "in_app" | "webhook" | "chat")[] } };
  /** Hold what matches, on every instance, under a name of your own; again replaces what was said before. */
  putPause: { path: { id: string }; query: {  }; body: PauseRequest; answer: Pause };
  /** A pause. */
  getPause: { path: { id: string }; query: {  }; body: undefined; answer: Pause };
  /** Resume: what it held leaves, the most urgent and the oldest first, and not all at once. */
  deletePause: { path: { id: string }; query: {  }; body: undefined; answer: undefined };
  /** Have changes of deliveries pushed to an endpoint of yours, signed as Standard Webhooks are. */
  createEventSubscription: { path: {  }; query: {  }; body: EventSubscriptionRequest; answer: MadeEventSubscription };
  /** All of them, newest first. */
  listEventSubscriptions: { path: {  }; query: {  }; body: undefined; answer: { items: readonly (EventSubscription)[]; next_cursor?: string } };
  /** One of them. */
  getEventSubscription: { path: { id: string }; query: {  }; body: undefined; answer: EventSubscription };
  /** Change it; its secret stays. */
  putEventSubscription: { path: { id: string }; query: {  }; body: EventSubscriptionRequest; answer: EventSubscription };
  /** Tell it nothing more; what is on its way still comes. */
  deleteEventSubscription: { path: { id: string }; query: {  }; body: undefined; answer: undefined };
  /** A new secret; for a while the old one signs beside it. */
  rotateEventSubscription: { path: { id: string }; query: {  }; body: RotateSecretRequest; answer: MadeEventSubscription };
  /** Push a sample event. */
  testEventSubscription: { path: { id: string }; query: {  }; body: undefined; answer: ToldEvent };
  /** What was pushed in the last fourteen days, and what came of it; the newest deliveries first. */
  listSubscriptionEvents: { path: { id: string }; query: { cursor?: string; limit?: number }; body: undefined; answer: { items: readonly (SubscriptionEvent)[]; next_cursor?: string } };
  /** Push one again, with an id of its own. */
  replaySubscriptionEvent: { path: { id: string; event: string }; query: {  }; body: undefined; answer: ToldEvent };
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
  /** All API keys, newest first. */
  listApiKeys: { path: {  }; query: { cursor?: string; limit?: number }; body: undefined; answer: { items: readonly (ApiKey)[]; next_cursor?: string } };
  /** Make an API key that may do no more than the one it is made with. */
  createApiKey: { path: {  }; query: {  }; body: CreateApiKeyRequest; answer: NewApiKey };
  /** An API key. */
  getApiKey: { path: { id: string }; query: {  }; body: undefined; answer: ApiKey };
  /** Change what an API key may do, from where and how long. */
  changeApiKey: { path: { id: string }; query: {  }; body: ChangeApiKeyRequest; answer: ApiKey };
  /** Revoke an API key at once. */
  revokeApiKey: { path: { id: string }; query: {  }; body: undefined; answer: undefined };
  /** Make another key for the same client; the old one expires after the overlap. */
  rotateApiKey: { path: { id: string }; query: {  }; body: RotateApiKeyRequest; answer: NewApiKey };
  /** An access token for an API key, for a while (OAuth 2.0, client credentials). */
  grantToken: { path: {  }; query: {  }; body: GrantForm; answer: GrantedToken };
  /** Who changed what, and who was refused, newest first. */
  searchAudit: { path: {  }; query: { from?: string; to?: string; actor?: string; action?: string; outcome?: "allowed" | "refused"; cursor?: string; limit?: number }; body: undefined; answer: { items: readonly (AuditEvent)[]; next_cursor?: string } };
  /** The page of an unsubscribe link: what its user gets, and all of it to change. Changes nothing. */
  showUnsubscribePage: { path: { token: string }; query: {  }; body: undefined; answer: string };
  /** One click of a mailbox (RFC 8058: List-Unsubscribe=One-Click), or a form of the page. */
  unsubscribe: { path: { token: string }; query: {  }; body: UnsubscribeForm; answer: string };
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
  getNotificationType: { method: 'GET', path: '/v1/notification-types/{name}', keyed: false },
  putNotificationType: { method: 'PUT', path: '/v1/notification-types/{name}', keyed: false },
  deleteNotificationType: { method: 'DELETE', path: '/v1/notification-types/{name}', keyed: false },
  getLimits: { method: 'GET', path: '/v1/limits', keyed: false },
  putLimits: { method: 'PUT', path: '/v1/limits', keyed: false },
  putUser: { method: 'PUT', path: '/v1/users/{id}', keyed: false },
  getUser: { method: 'GET', path: '/v1/users/{id}', keyed: false },
  deleteUser: { method: 'DELETE', path: '/v1/users/{id}', keyed: false },
  putUsers: { method: 'PUT', path: '/v1/users/bulk', keyed: false },
  postUsers: { method: 'POST', path: '/v1/users/bulk', keyed: false },
  getPreferences: { method: 'GET', path: '/v1/users/{id}/preferences', keyed: false },
  putPreferences: { method: 'PUT', path: '/v1/users/{id}/preferences', keyed: false },
  patchPreferences: { method: 'PATCH', path: '/v1/users/{id}/preferences', keyed: false },
  getOwnPreferences: { method: 'GET', path: '/v1/me/preferences', keyed: false },
  patchOwnPreferences: { method: 'PATCH', path: '/v1/me/preferences', keyed: false },
  explainPreferences: { method: 'GET', path: '/v1/users/{id}/preferences/explain', keyed: false },
  listDevices: { method: 'GET', path: '/v1/users/{id}/devices', keyed: false },
  putDevices: { method: 'PUT', path: '/v1/users/{id}/devices', keyed: false },
  putDevice: { method: 'PUT', path: '/v1/users/{id}/devices/{device}', keyed: false },
  deleteDevice: { method: 'DELETE', path: '/v1/users/{id}/devices/{device}', keyed: false },
  rotateWebhook: { method: 'POST', path: '/v1/users/{id}/webhooks/{webhook}/rotate', keyed: false },
  issueToken: { method: 'POST', path: '/v1/users/{id}/tokens', keyed: false },
  putSuppression: { method: 'POST', path: '/v1/suppressions', keyed: false },
  listSuppressions: { method: 'GET', path: '/v1/suppressions', keyed: false },
  putSuppressions: { method: 'POST', path: '/v1/suppressions/bulk', keyed: false },
  checkSuppression: { method: 'POST', path: '/v1/suppressions/check', keyed: false },
  deleteSuppression: { method: 'DELETE', path: '/v1/suppressions/{id}', keyed: false },
  listDeadLetters: { method: 'GET', path: '/v1/dead-letters', keyed: false },
  getDeadLetter: { method: 'GET', path: '/v1/dead-letters/{id}', keyed: false },
  inspectDeadLetter: { method: 'GET', path: '/v1/dead-letters/{id}/contents', keyed: false },
  replayDeadLetter: { method: 'POST', path: '/v1/dead-letters/{id}/replay', keyed: false },
  discardDeadLetter: { method: 'POST', path: '/v1/dead-letters/{id}/discard', keyed: false },
  startReplay: { method: 'POST', path: '/v1/replays', keyed: false },
  listReplays: { method: 'GET', path: '/v1/replays', keyed: false },
  getReplay: { method: 'GET', path: '/v1/replays/{id}', keyed: false },
  cancelReplay: { method: 'POST', path: '/v1/replays/{id}/cancel', keyed: false },
  startDiscard: { method: 'POST', path: '/v1/discards', keyed: false },
  listDiscards: { method: 'GET', path: '/v1/discards', keyed: false },
  getDiscard: { method: 'GET', path: '/v1/discards/{id}', keyed: false },
  cancelDiscard: { method: 'POST', path: '/v1/discards/{id}/cancel', keyed: false },
  listDoubts: { method: 'GET', path: '/v1/in-doubt', keyed: false },
  getDoubt: { method: 'GET', path: '/v1/in-doubt/{id}', keyed: false },
  inspectDoubt: { method: 'GET', path: '/v1/in-doubt/{id}/contents', keyed: false },
  resolveDoubt: { method: 'POST', path: '/v1/in-doubt/{id}/resolve', keyed: false },
  resolveDoubts: { method: 'POST', path: '/v1/in-doubt/resolve', keyed: false },
  listProviders: { method: 'GET', path: '/v1/providers', keyed: false },
  createProvider: { method: 'POST', path: '/v1/providers', keyed: true },
  getProvider: { method: 'GET', path: '/v1/providers/{id}', keyed: false },
  changeProvider: { method: 'PATCH', path: '/v1/providers/{id}', keyed: false },
  deleteProvider: { method: 'DELETE', path: '/v1/providers/{id}', keyed: false },
  tryProvider: { method: 'POST', path: '/v1/providers/{id}/try', keyed: false },
  listPauses: { method: 'GET', path: '/v1/pauses', keyed: false },
  putPause: { method: 'PUT', path: '/v1/pauses/{id}', keyed: false },
  getPause: { method: 'GET', path: '/v1/pauses/{id}', keyed: false },
  deletePause: { method: 'DELETE', path: '/v1/pauses/{id}', keyed: false },
  createEventSubscription: { method: 'POST', path: '/v1/event-subscriptions', keyed: false },
  listEventSubscriptions: { method: 'GET', path: '/v1/event-subscriptions', keyed: false },
  getEventSubscription: { method: 'GET', path: '/v1/event-subscriptions/{id}', keyed: false },
  putEventSubscription: { method: 'PUT', path: '/v1/event-subscriptions/{id}', keyed: false },
  deleteEventSubscription: { method: 'DELETE', path: '/v1/event-subscriptions/{id}', keyed: false },
  rotateEventSubscription: { method: 'POST', path: '/v1/event-subscriptions/{id}/rotate', keyed: false },
  testEventSubscription: { method: 'POST', path: '/v1/event-subscriptions/{id}/test', keyed: false },
  listSubscriptionEvents: { method: 'GET', path: '/v1/event-subscriptions/{id}/events', keyed: false },
  replaySubscriptionEvent: { method: 'POST', path: '/v1/event-subscriptions/{id}/events/{event}/replay', keyed: false },
  listInbox: { method: 'GET', path: '/v1/inbox', keyed: false },
  countUnread: { method: 'GET', path: '/v1/inbox/unread', keyed: false },
  markRead: { method: 'POST', path: '/v1/inbox/read', keyed: false },
  markAllRead: { method: 'POST', path: '/v1/inbox/read-all', keyed: false },
  markOneRead: { method: 'POST', path: '/v1/inbox/{id}/read', keyed: false },
  listApiKeys: { method: 'GET', path: '/v1/api-keys', keyed: false },
  createApiKey: { method: 'POST', path: '/v1/api-keys', keyed: false },
  getApiKey: { method: 'GET', path: '/v1/api-keys/{id}', keyed: false },
  changeApiKey: { method: 'PATCH', path: '/v1/api-keys/{id}', keyed: false },
  revokeApiKey: { method: 'DELETE', path: '/v1/api-keys/{id}', keyed: false },
  rotateApiKey: { method: 'POST', path: '/v1/api-keys/{id}/rotate', keyed: false },
  grantToken: { method: 'POST', path: '/oauth/token', keyed: false },
  searchAudit: { method: 'GET', path: '/v1/audit', keyed: false },
  showUnsubscribePage: { method: 'GET', path: '/u/{token}', keyed: false },
  unsubscribe: { method: 'POST', path: '/u/{token}', keyed: false },
  index: { method: 'GET', path: '/', keyed: false },
  openapi: { method: 'GET', path: '/openapi.json', keyed: false },
  docs: { method: 'GET', path: '/docs', keyed: false },
  live: { method: 'GET', path: '/health/live', keyed: false },
  ready: { method: 'GET', path: '/health/ready', keyed: false },
  metrics: { method: 'GET', path: '/metrics', keyed: false },
} as const;
