import { z } from 'zod';
import { addressList } from '#libs/config';
import { deliveryEnv } from '#libs/delivery';

export const webhookEnv = z.object({
  ...deliveryEnv,
  /** From connecting to the answer's headers; the specification's own limit. */
  CALL_TIMEOUT_MS: z.coerce.number().int().positive().default(15_000),
  /** Twice what one provider gets: these are many hosts, and some of them are slow. */
  LANE_SLOTS: z.coerce.number().int().positive().default(256),
  /** Development only: `host:port` places that need not lie in the public internet. */
  WEBHOOK_ALLOW: addressList.default([]),
  /** A stand-in for all endpoints, for what is sent with test keys. Without it nothing of that is sent. */
  TEST_WEBHOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
});
