import { z } from 'zod';
import type { ProviderKind } from '#libs/delivery';
import { WhatsappProvider } from './whatsapp.provider.js';

export const DEFAULT_VERSION = 'v23.0';
export const apiVersion = z.string().regex(/^v\d{1,3}\.\d$/, 'must be a version of the Graph API, as v23.0');
export const phoneNumberId = z.string().regex(/^\d{1,32}$/, 'must be digits: the id, and not the number itself');

const settings = z.strictObject({
  phone_number_id: phoneNumberId.meta({ description: "Meta's id of the number, not the number itself" }),
  access_token: z.string().min(1).max(1_000).meta({ secret: true }),
  api_version: apiVersion.optional().meta({ description: `Of the Graph API; by default ${DEFAULT_VERSION}` }),
});

/** The deployment's own beside what an account says. */
interface WhatsappPlace {
  readonly url: string;
  readonly version: string;
  readonly timeoutMs: number;
}

export const whatsappKind = (place: WhatsappPlace): ProviderKind<z.infer<typeof settings>> => ({
  name: 'whatsapp',
  settings,
  make: ({ phone_number_id, access_token, api_version }) =>
    new WhatsappProvider({
      ...place,
      version: api_version ?? place.version,
      phoneNumberId: phone_number_id,
      token: access_token,
    }),
});
