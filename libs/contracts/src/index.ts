export * from './access.js';
export { asyncApiDocument, publishedAsyncApi } from './asyncapi.js';
export { callbackReference, readCallbackReference, type CallbackReference } from './callback-reference.js';
export * from './channels.js';
export * from './cloud-event.js';
export { content, type Content } from './content.js';
export { deadLetter, type DeadLetter } from './dead-letter.js';
export { dispatchRecord, type DispatchRecord } from './dispatch-record.js';
export {
  TYPES_AT_THE_START,
  type EscalationStep,
  type NotificationType,
  type PriorityRule,
} from './notification-type.js';
export { quarantinedRecord, type QuarantinedRecord } from './quarantined-record.js';
export * from './reasons.js';
export * from './rpc/index.js';
export { statusEvent, type StatusEvent } from './status-event.js';
export { target, type Target, type TargetOf } from './target.js';
export * from './topics.js';
