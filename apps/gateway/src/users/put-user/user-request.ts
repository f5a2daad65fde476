import { z } from 'zod';
import { email } from '../../contact/email.js';
import { locale } from '../../contact/locale.js';
import { phone } from '../../contact/phone.js';
import { slackUrl } from '../../contact/slack-url.js';
import { timeZone } from '../../contact/time-zone.js';
import { userId } from '../../notifications/send-notification/notification-request.js';

const MAX_ATTRIBUTES = 50;

const attributes = z
  .record(
    z.string().min(1).max(64),
    z.union([z.string().max(512), z.number(), z.boolean()], {
      error: 'must be a text of at most 512 characters, a number or a boolean',
    }),
  )
  .refine((all) => Object.keys(all).length <= MAX_ATTRIBUTES, `must have at most ${MAX_ATTRIBUTES} entries`)
  .meta({ example: { plan: 'gold', seats: 3 }, description: 'What you know of the user beside; replaces them all' });

const endpoint = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).max(2_048),
});

const MAX_ENDPOINTS = 20;

/** What is left out stays as it is; null removes. */
export const userRequest = z
  .strictObject({
    email: email.nullish(),
    phone: phone.nullish(),
    slack_url: slackUrl.nullish(),
    whatsapp: phone.nullish(),
    locale: locale.nullish(),
    time_zone: timeZone.nullish(),
    attributes: attributes.nullish(),
    webhook: endpoint.nullish().meta({ description: 'Short for webhooks with one entry' }),
    webhooks: z
      .array(endpoint)
      .max(MAX_ENDPOINTS)
      .optional()
      .meta({ description: 'Replaces the endpoints; one that keeps its url keeps its secret' }),
  })
  .refine((user) => user.webhook === undefined || user.webhooks === undefined, {
    path: ['webhook'],
    message: 'may not be given together with webhooks',
  })
  .meta({
    id: 'UserRequest',
    example: {
      email: 'ada@example.com',
      phone: '+14155550123',
      locale: 'de-AT',
      time_zone: 'Europe/Vienna',
      webhooks: [{ url: 'https://example.com/hook' }],
    },
  });

export const bulkUser = userRequest.safeExtend({ id: userId });

type UserRequest = z.infer<typeof userRequest>;

/** As apps/preferences takes it. */
export function putUserOf(tenantId: string, id: string, { webhook, webhooks, ...contact }: UserRequest) {
  const single = webhook === undefined ? undefined : webhook === null ? [] : [webhook];
  return { tenant_id: tenantId, user_id: id, ...contact, webhooks: webhooks ?? single };
}
