/** The deployment's own accounts, best first: those whose credentials the environment has. */
import type { Provider } from '#libs/delivery';
import type { EmailConfig } from './email.config.js';
import type { MailOptions } from './mail/mailroom.js';
import { SendgridProvider } from './providers/sendgrid/sendgrid.provider.js';
import { SesProvider } from './providers/ses/ses.provider.js';
import { SmtpProvider } from './providers/smtp/smtp.provider.js';

export function ownProviders(config: EmailConfig, mail: MailOptions): Provider[] {
  const shared = { ...mail, timeoutMs: config.CALL_TIMEOUT_MS };
  return [...sendgridOf(config, shared), ...sesOf(config, shared), ...smtpOf(config, shared)];
}

type Shared = MailOptions & { readonly timeoutMs: number };

function sendgridOf(config: EmailConfig, shared: Shared): Provider[] {
  const { SENDGRID_URL: url, SENDGRID_API_KEY: apiKey, SENDGRID_FROM: from } = config;
  return apiKey === undefined || from === undefined ? [] : [new SendgridProvider({ ...shared, url, apiKey, from })];
}

function sesOf(config: EmailConfig, shared: Shared): Provider[] {
  const { SES_ACCESS_KEY_ID: accessKeyId, SES_SECRET_ACCESS_KEY: secretAccessKey } = config;
  const from = config.SES_FROM ?? config.SENDGRID_FROM;
  if (accessKeyId === undefined || secretAccessKey === undefined || from === undefined) return [];
  const { SES_URL: url, SES_REGION: region, SES_CONFIGURATION_SET: configurationSet } = config;
  return [new SesProvider({ ...shared, url, region, accessKeyId, secretAccessKey, configurationSet, from })];
}

function smtpOf(config: EmailConfig, shared: Shared): Provider[] {
  const { SMTP_HOST: host, SMTP_USER: user, SMTP_PASSWORD: password } = config;
  const from = config.SMTP_FROM ?? config.SENDGRID_FROM;
  if (host === undefined || user === undefined || password === undefined || from === undefined) return [];
  const { SMTP_PORT: port, SMTP_TLS: tls, SMTP_CONNECTIONS: connections, SMTP_CA: ca } = config;
  return [new SmtpProvider({ ...shared, host, port, tls, user, password, from, connections, ca })];
}
