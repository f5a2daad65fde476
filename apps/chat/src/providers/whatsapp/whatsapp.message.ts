import { callbackReference } from '#libs/contracts';
import type { ProviderCall } from '#libs/delivery';

/** [R] Of a text's body. */
export const LONGEST_TEXT = 4_096;
/** [R] */
const LONGEST_REFERENCE = 512;

export const textOf = ({ title, body }: ProviderCall['content']): string =>
  [title && `*${title}*`, body].filter(Boolean).join('\n');

/** The body of `POST /<number>/messages`: a template where the content names one, else a text. */
export function messageOf(call: ProviderCall, phone: string): object {
  const { content } = call;
  const template = content.chat?.template;
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: phone.replace(/^\+/, ''),
    biz_opaque_callback_data: callbackReference(call, LONGEST_REFERENCE),
    ...(template
      ? { type: 'template', template: { ...template, language: { code: template.language } } }
      : { type: 'text', text: { body: textOf(content), preview_url: false } }),
  };
}
