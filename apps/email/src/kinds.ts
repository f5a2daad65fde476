import { PROVIDER_KINDS, type SettingsOf } from '#libs/contracts';
import type { ProviderKind } from '#libs/delivery';
import type { EmailConfig } from './email.config.js';
import type { MailOptions } from './mail/mailroom.js';
import { SendgridProvider } from './providers/sendgrid/sendgrid.provider.js';
import { sesKind } from './providers/ses/ses.kind.js';
import { smtpKind } from './providers/smtp/smtp.kind.js';

const sendgridKind = (
  place: MailOptions & { url: string; timeoutMs: number },
): ProviderKind<SettingsOf<'sendgrid'>> => ({
  name: 'sendgrid',
  settings: PROVIDER_KINDS.sendgrid.settings,
  make: ({ api_key: apiKey, from }) => new SendgridProvider({ ...place, apiKey, from }),
});

/** What accounts of tenants can be of: one line for each. */
export function emailKinds(config: EmailConfig, mail: MailOptions): readonly ProviderKind[] {
  const place = { ...mail, timeoutMs: config.CALL_TIMEOUT_MS };
  return [
    sendgridKind({ ...place, url: config.SENDGRID_URL }),
    sesKind({ ...place, url: config.SES_URL }),
    smtpKind({ ...place, allow: config.EMAIL_ALLOW, ca: config.SMTP_CA }),
  ];
}
