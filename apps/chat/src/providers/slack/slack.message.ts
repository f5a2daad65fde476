import type { ProviderCall } from '#libs/delivery';

/** [R] More is cut off. */
export const LONGEST_TEXT = 40_000;

/** [R] The three characters with a meaning of their own: `<!channel>` in a text must not wake up a whole channel. */
const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

export function textOf({ title, body }: ProviderCall['content']): string {
  return [title && `*${escaped(title)}*`, escaped(body)].filter(Boolean).join('\n');
}

/** Beside blocks the text is what notifications of the desktop show. [R] `metadata` is seen by apps only; ids, nothing personal. */
export const messageOf = ({ content, notificationId, deliveryId }: ProviderCall) => ({
  text: textOf(content),
  blocks: content.chat?.blocks,
  metadata: {
    event_type: 'carillon_notification',
    event_payload: { notification_id: notificationId, delivery_id: deliveryId },
  },
});
