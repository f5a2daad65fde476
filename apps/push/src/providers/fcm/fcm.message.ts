import type { Message } from 'firebase-admin/messaging';
import type { TargetOf } from '#libs/contracts';
import type { ProviderCall } from '#libs/delivery';
import { collapseIdOf } from '../../message/collapse-id.js';
import { pushData } from '../../message/push-data.js';
import { isUrgent, secondsToLive } from '../../message/urgency.js';

/** Names that FCM keeps for itself. */
const RESERVED = /^(from|message_type|google|gcm)/i;

/** One device, or all that have joined a topic, or topics that go together. */
export type FcmAddress = { token: string } | { topic: string } | { condition: string };

export const addressOf = (target: TargetOf<'push'>): FcmAddress =>
  'topic' in target
    ? { topic: target.topic }
    : 'condition' in target
      ? { condition: target.condition }
      : { token: target.token };

export function messageOf(call: ProviderCall, to: FcmAddress, now = Date.now()): Message {
  const urgent = isUrgent(call);
  const ttl = secondsToLive(call, now);
  const collapse = collapseIdOf(call);
  return {
    ...to,
    notification: { title: call.content.title, body: call.content.body },
    data: pushData(call, (name) => RESERVED.test(name)),
    android: { priority: urgent ? 'high' : 'normal', ttl: ttl * 1_000, ...(collapse && { collapseKey: collapse }) },
    apns: {
      headers: {
        'apns-priority': urgent ? '10' : '5',
        'apns-expiration': String(ttl && Math.floor(now / 1_000) + ttl),
        ...(collapse && { 'apns-collapse-id': collapse }),
      },
    },
  };
}

const TO_DEVICE_BYTES = 4_096;
const TO_TOPIC_BYTES = 2_048;

/** Names and values, which is the least that FCM can count: what is nearly too large it judges itself. */
export function sizeOf({ notification, data = {} }: Message): number {
  const texts = [notification?.title, notification?.body, ...Object.entries(data).flat()];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0);
}

export const mostBytes = (to: FcmAddress): number => ('token' in to ? TO_DEVICE_BYTES : TO_TOPIC_BYTES);
