/** What Slack's incoming webhooks answer: a status, and a word of plain text. [R] docs.slack.dev, "Sending messages using incoming webhooks" */
import type { Outcome } from '#libs/delivery';
import { retryAfterMs, type HttpAnswer } from '#libs/provider-http';

const FOR_GOOD: Readonly<Record<number, string>> = {
  400: 'bad_request', // invalid_payload, no_text, user_not_found
  403: 'prohibited', // action_prohibited, posting_to_general_channel_denied
  404: 'endpoint_gone', // channel_not_found, no_service, no_team
  410: 'endpoint_gone', // channel_is_archived
  413: 'too_long',
};

export function outcomeOf({ status, headers, text }: HttpAnswer, now = Date.now()): Outcome {
  // Only its own word is the proof that the message stands in the channel: a proxy says 200 too.
  if (status === 200)
    return text.trim() === 'ok' ? { kind: 'sent', delivered: true } : { kind: 'unknown', code: 'no_answer' };
  const code = FOR_GOOD[status];
  if (code) return { kind: 'rejected', code, detail: text.slice(0, 100) };
  const afterMs = retryAfterMs(headers['retry-after'], now);
  return { kind: 'retry', code: status === 429 ? 'throttled' : `http_${status}`, afterMs };
}
