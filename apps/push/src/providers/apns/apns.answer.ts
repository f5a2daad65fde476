import type { Outcome } from '#libs/delivery';
import { retryAfterMs } from '#libs/provider-http';

export interface ApnsAnswer {
  readonly status: number;
  readonly id?: string | undefined;
  readonly retryAfter?: string | undefined;
  readonly body: string;
}

/** Apple's reasons that no later attempt changes. Those about the token alone make the device be forgotten. */
const FOR_GOOD: Readonly<Record<string, string>> = {
  BadDeviceToken: 'unregistered',
  Unregistered: 'unregistered',
  ExpiredToken: 'unregistered',
  // Of another app than ours: our topic may be wrong for all, so the device is kept.
  DeviceTokenNotForTopic: 'sender_mismatch',
  PayloadTooLarge: 'too_large',
};

/** About who we are, whatever the status: our mistake and not the message's, which waits until it is mended. */
const OURS = new Set([
  'MissingProviderToken',
  'InvalidProviderToken',
  'ExpiredProviderToken',
  'TooManyProviderTokenUpdates',
  'BadCertificate',
  'BadCertificateEnvironment',
  'Forbidden',
  'MissingTopic',
  'BadTopic',
  'TopicDisallowed',
]);

export interface ReadAnswer {
  readonly outcome: Outcome;
  /** Since when the device's token is dead. */
  readonly since?: Date | undefined;
}

export function outcomeOf(answer: ApnsAnswer, now = Date.now()): ReadAnswer {
  const { status } = answer;
  if (status === 200) return { outcome: { kind: 'sent', providerMessageId: answer.id } };
  const { reason, timestamp } = reasonIn(answer.body);
  const known = reason === undefined ? undefined : FOR_GOOD[reason];
  if (known) {
    return { outcome: { kind: 'rejected', code: known, detail: reason }, since: dateOf(timestamp) };
  }
  return { outcome: outcomeOfStatus(answer, reason, now) };
}

function outcomeOfStatus({ status, retryAfter }: ApnsAnswer, reason: string | undefined, now: number): Outcome {
  const afterMs = retryAfterMs(retryAfter, now);
  if ((reason !== undefined && OURS.has(reason)) || status === 403)
    return { kind: 'retry', code: 'not_authorized', detail: reason, afterMs };
  if (status === 410) return { kind: 'rejected', code: 'unregistered', detail: reason };
  if (status === 413) return { kind: 'rejected', code: 'too_large', detail: reason };
  // For this one device: others are served as before.
  if (status === 429) return { kind: 'retry', code: 'throttled', detail: reason, afterMs };
  if (status === 400) return { kind: 'rejected', code: 'bad_request', detail: reason };
  return { kind: 'retry', code: `http_${status}`, detail: reason, afterMs };
}

function dateOf(timestamp: unknown): Date | undefined {
  const date = new Date(typeof timestamp === 'number' ? timestamp : NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function reasonIn(text: string): { reason?: string; timestamp?: unknown } {
  try {
    const { reason, timestamp } = JSON.parse(text) as { reason?: unknown; timestamp?: unknown };
    return typeof reason === 'string' ? { reason, timestamp } : {};
  } catch {
    return {};
  }
}
