import { PROVIDER_KINDS, type SettingsOf } from '#libs/contracts';
import type { ProviderKind } from '#libs/delivery';
import { WhatsappProvider } from './whatsapp.provider.js';

/** The deployment's own beside what an account says. */
interface WhatsappPlace {
  readonly url: string;
  /** For accounts that name none. */
  readonly version: string;
  readonly timeoutMs: number;
}

export const whatsappKind = (place: WhatsappPlace): ProviderKind<SettingsOf<'whatsapp'>> => ({
  name: 'whatsapp',
  settings: PROVIDER_KINDS.whatsapp.settings,
  make: ({ phone_number_id, access_token, api_version = place.version }) =>
    new WhatsappProvider({ ...place, version: api_version, phoneNumberId: phone_number_id, token: access_token }),
});
