import { z } from 'zod';
import { email, phone, userId } from '../../notifications/send-notification/notification-request.js';

const zones = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC']);

const timeZone = z
  .string()
  .max(64)
  .refine((name) => zones.has(name), 'must be an IANA time zone, as Europe/Vienna')
  .meta({ example: 'Europe/Vienna' });

const locale = z
  .string()
  .max(35)
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language tag, as de-AT')
  .meta({ example: 'de-AT' });

const endpoint = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).max(2_048),
});

const MAX_ENDPOINTS = 20;

/** What is left out stays as it is; null removes. */
export const userRequest = z
  .strictObject({
    email: email.nullish(),
    phone: phone.nullish(),
    locale: locale.nullish(),
    time_zone: timeZone.nullish(),
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
