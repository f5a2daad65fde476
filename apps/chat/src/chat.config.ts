import { z } from 'zod';
import { addressList } from '#libs/config';
import { PROVIDER_KINDS } from '#libs/contracts';
import { deliveryEnv } from '#libs/delivery';

const { api_version: version, phone_number_id: phoneNumberId } = PROVIDER_KINDS.whatsapp.settings.shape;
const url = z.url({ protocol: /^https?$/ });

export const chatEnv = z
  .object({
    ...deliveryEnv,
    /** Development only: `host:port` places that are taken for Slack's. */
    SLACK_ALLOW: addressList.default([]),
    WHATSAPP_URL: url.default('https://graph.facebook.com'),
    WHATSAPP_VERSION: version.unwrap().default('v23.0'),
    /** Without these two nothing goes out by WhatsApp. */
    WHATSAPP_PHONE_NUMBER_ID: phoneNumberId.optional(),
    WHATSAPP_TOKEN: z.string().min(1).optional(),
    /** Stand-ins, for what is sent with test keys. Without one nothing of that is sent. They never see our own token. */
    TEST_SLACK_URL: url.optional(),
    TEST_WHATSAPP_URL: url.optional(),
    TEST_WHATSAPP_TOKEN: z.string().min(1).default('test'),
  })
  .refine((env) => (env.WHATSAPP_PHONE_NUMBER_ID === undefined) === (env.WHATSAPP_TOKEN === undefined), {
    path: ['WHATSAPP_TOKEN'],
    message: 'goes together with WHATSAPP_PHONE_NUMBER_ID',
  });

export type ChatConfig = z.infer<typeof chatEnv>;
