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
  /** Absent: the provider tells nothing. */
  readonly callbacks?: CallbackKind;
}

/** How a provider tells what became of messages. */
interface CallbackKind {
  /** Settings that show whether it is the provider who tells; what sending needs beside them is told to nobody. */
  readonly keys: readonly string[];
  /** Messages to its numbers come to an address of their own. */
  readonly inbound?: true;
}

export const PROVIDER_KINDS = {
  sendgrid: { channel: 'email', settings: sendgridSettings, callbacks: { keys: ['webhook_key'] } },
  ses: { channel: 'email', settings: sesSettings, callbacks: { keys: ['topic_arns'] } },
  smtp: { channel: 'email', settings: smtpSettings },
  twilio: { channel: 'sms', settings: twilioSettings, callbacks: { keys: ['auth_token'], inbound: true } },
  vonage: { channel: 'sms', settings: vonageSettings, callbacks: { keys: ['signature_secret'], inbound: true } },
  fcm: { channel: 'push', settings: fcmSettings },
  apns: { channel: 'push', settings: apnsSettings },
  webpush: { channel: 'push', settings: webPushSettings },
  slack: { channel: 'chat', settings: slackSettings },
  whatsapp: { channel: 'chat', settings: whatsappSettings, callbacks: { keys: ['app_secret', 'verify_token'] } },
} as const satisfies Readonly<Record<string, KnownKind>>;

export type ProviderKindName = keyof typeof PROVIDER_KINDS;

export type SettingsOf<Kind extends ProviderKindName> = z.output<(typeof PROVIDER_KINDS)[Kind]['settings']>;

export const PROVIDER_KIND_NAMES = Object.keys(PROVIDER_KINDS) as [ProviderKindName, ...ProviderKindName[]];

/** undefined: of a kind that tells nothing, or that nobody knows. */
export const callbacksOf = (kind: string): CallbackKind | undefined =>
  Object.hasOwn(PROVIDER_KINDS, kind) ? (PROVIDER_KINDS[kind as ProviderKindName] as KnownKind).callbacks : undefined;
