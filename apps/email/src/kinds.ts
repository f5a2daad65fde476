import { PROVIDER_KINDS, type SettingsOf } from '#libs/contracts';
import type { ProviderKind } from '#libs/delivery';
import type { EmailConfig } from './email.config.js';
import type { HeadersOf } from './providers/sendgrid/sendgrid.message.js';
import { SendgridProvider } from './providers/sendgrid/sendgrid.provider.js';

const sendgrid = (config: EmailConfig, headersOf: HeadersOf): ProviderKind<SettingsOf<'sendgrid'>> => ({
  name: 'sendgrid',
  settings: PROVIDER_KINDS.sendgrid.settings,
  make: ({ api_key: apiKey, from }) =>
    new SendgridProvider({ url: config.SENDGRID_URL, apiKey, from, timeoutMs: config.CALL_TIMEOUT_MS, headersOf }),
});

/** What accounts of tenants can be of: one line for each. */
export const emailKinds = (config: EmailConfig, headersOf: HeadersOf): readonly ProviderKind[] => [
  sendgrid(config, headersOf),
];
