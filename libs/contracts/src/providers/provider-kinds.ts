/**
 * The makes of providers that an account can be of, and what an account of each says. The gateway checks and documents by these
 * schemas, the app of the channel opens by them what was sealed: one line here and one in the app's `kinds.ts` make a kind known.
 */
import type { z } from 'zod';
import type { Channel } from '../channels.js';
import { apnsSettings } from './apns.settings.js';
import { fcmSettings } from './fcm.settings.js';
import { sendgridSettings } from './sendgrid.settings.js';
import { sesSettings } from './ses.settings.js';
import { smtpSettings } from './smtp.settings.js';
import { slackSettings } from './slack.settings.js';
import { twilioSettings } from './twilio.settings.js';
import { vonageSettings } from './vonage.settings.js';
import { webPushSettings } from './webpush.settings.js';
import { whatsappSettings } from './whatsapp.settings.js';

interface KnownKind {
  readonly channel: Channel;
  /** Of an object, so that a change may give some of them. */
  readonly settings: z.ZodObject;
}

export const PROVIDER_KINDS = {
  sendgrid: { channel: 'email', settings: sendgridSettings },
  ses: { channel: 'email', settings: sesSettings },
  smtp: { channel: 'email', settings: smtpSettings },
  twilio: { channel: 'sms', settings: twilioSettings },
  vonage: { channel: 'sms', settings: vonageSettings },
  fcm: { channel: 'push', settings: fcmSettings },
  apns: { channel: 'push', settings: apnsSettings },
  webpush: { channel: 'push', settings: webPushSettings },
  slack: { channel: 'chat', settings: slackSettings },
  whatsapp: { channel: 'chat', settings: whatsappSettings },
} as const satisfies Readonly<Record<string, KnownKind>>;

export type ProviderKindName = keyof typeof PROVIDER_KINDS;

export type SettingsOf<Kind extends ProviderKindName> = z.output<(typeof PROVIDER_KINDS)[Kind]['settings']>;

export const PROVIDER_KIND_NAMES = Object.keys(PROVIDER_KINDS) as [ProviderKindName, ...ProviderKindName[]];
