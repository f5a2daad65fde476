export * from './access.js';
export { asyncApiDocument, publishedAsyncApi } from './asyncapi.js';
export { callbackAddress } from './callback-address.js';
export { callbackReference, readCallbackReference, type CallbackReference } from './callback-reference.js';
export { taggable, untagged } from './callback-tag.js';
export * from './channels.js';
export * from './cloud-event.js';
export { content, type Content } from './content.js';
export {
  ATTACHMENT_LIMITS,
  attachableType,
  emailContent,
  type EmailAttachment,
  type EmailContent,
} from './content/email-content.js';
export type { ChatContent } from './content/chat-content.js';
export { deadLetter, type DeadLetter } from './dead-letter.js';
export { dispatchRecord, type DispatchRecord } from './dispatch-record.js';
export {
  TYPES_AT_THE_START,
  type EscalationStep,
  type NotificationType,
  type PriorityRule,
} from './notification-type.js';
export {
  callbacksOf,
  PROVIDER_KIND_NAMES,
  PROVIDER_KINDS,
  type ProviderKindName,
  type SettingsOf,
} from './providers/provider-kinds.js';
export { isSecret } from './providers/setting.js';
export { sesSettings } from './providers/ses.settings.js';
export { smtpSettings } from './providers/smtp.settings.js';
export { MOST_SEGMENTS, senderText, type SenderPoolSettings } from './providers/sms.settings.js';
export { quarantinedRecord, type QuarantinedRecord } from './quarantined-record.js';
export * from './reasons.js';
export { INBOX_LIVE, inboxAuth, inboxItem, listRequest, readRequest, type ReadAck } from './live/inbox-live.js';
export { refuse, type LiveNamespace, type Refusal } from './live/messages.js';
export { STATUS_LIVE, statusAuth, watchRequest, type LiveStatus, type WatchAck } from './live/status-live.js';
export * from './rpc/index.js';
export { statusEvent, type StatusEvent } from './status-event.js';
export { target, type DeviceTarget, type Target, type TargetOf } from './target.js';
export * from './topics.js';
