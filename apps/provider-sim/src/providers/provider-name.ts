export const PROVIDER_NAMES = [
  'sendgrid',
  'ses',
  'smtp',
  'twilio',
  'vonage',
  'fcm',
  'apns',
  'webpush',
  'webhook',
  'slack',
  'whatsapp',
] as const;

export type ProviderName = (typeof PROVIDER_NAMES)[number];

export const isProviderName = (name: string): name is ProviderName =>
  (PROVIDER_NAMES as readonly string[]).includes(name);
