import type { z } from 'zod';
import { whatsappSettings } from '#libs/contracts';
import type { ProviderKind } from '#libs/delivery';
import { WhatsappProvider } from './whatsapp.provider.js';

/** The deployment's own beside what an account says. */
interface WhatsappPlace {
  readonly url: string;
  /** For accounts that name none. */
  readonly version: string;
  readonly timeoutMs: number;
}

export const whatsappKind = (place: WhatsappPlace): ProviderKind<z.output<typeof whatsappSettings>> => ({
  name: 'whatsapp',
  settings: whatsappSettings,
  make: ({ phone_number_id, access_token, api_version = place.version }) =>
    new WhatsappProvider({ ...place, version: api_version, phoneNumberId: phone_number_id, token: access_token }),
});
