import type { Channel, Priority } from './channels.js';
import type { DeadLetter } from './dead-letter.js';
import type { DispatchRecord } from './dispatch-record.js';
import type { QuarantinedRecord } from './quarantined-record.js';
import type { StatusEvent } from './status-event.js';

/** One topic a lane. `TOPIC_PREFIX` is put before these names by libs/messaging, and only there. */
export type DispatchTopic = `dispatch.${Channel}.${Priority}`;
export type StatusTopic = 'status' | 'status.critical';
export type DeadLetterTopic = `dead-letter.${Channel}`;
export const QUARANTINE_TOPIC = 'quarantine';

export const dispatchTopic = (channel: Channel, priority: Priority): DispatchTopic => `dispatch.${channel}.${priority}`;
export const statusTopic = (priority: Priority): StatusTopic =>
  priority === 'critical' ? 'status.critical' : 'status';
export const deadLetterTopic = (channel: Channel): DeadLetterTopic => `dead-letter.${channel}`;

/** What lies in which topic. */
export type TopicPayload = Record<DispatchTopic, DispatchRecord> &
  Record<StatusTopic, StatusEvent> &
  Record<DeadLetterTopic, DeadLetter> &
  Record<typeof QUARANTINE_TOPIC, QuarantinedRecord>;
