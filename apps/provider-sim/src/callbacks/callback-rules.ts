import { z } from 'zod';
import type { Send } from '../ledger/ledger-entry.js';
import type { ProviderName } from '../providers/provider-name.js';

const KINDS: Record<ProviderName, readonly string[]> = {
  sendgrid: [
    'processed',
    'delivered',
    'deferred',
    'bounce',
    'dropped',
    'open',
    'click',
    'spamreport',
    'unsubscribe',
    'group_unsubscribe',
    'group_resubscribe',
    'blocked',
  ],
  ses: [],
  smtp: [],
  twilio: ['sent', 'delivered', 'undelivered', 'failed'],
  vonage: ['accepted', 'buffered', 'delivered', 'expired', 'failed', 'rejected', 'unknown'],
  fcm: [],
  apns: [],
  webpush: [],
  webhook: [],
  slack: [],
  whatsapp: ['sent', 'delivered', 'read', 'failed'],
};

const DEFAULT_KINDS: Record<ProviderName, string[]> = {
  sendgrid: ['delivered'],
  ses: [],
  smtp: [],
  twilio: ['sent', 'delivered'],
  vonage: ['accepted', 'delivered'],
  fcm: [],
  apns: [],
  webpush: [],
  webhook: [],
  slack: [],
  whatsapp: ['sent', 'delivered'],
};

/** Rules of their own for some recipients, so that a bounce can be had without configuration. */
const DEFAULT_RULES: Record<ProviderName, { to: string; kinds: string[] }[]> = {
  sendgrid: [
    { to: 'bounce@', kinds: ['processed', 'bounce'] },
    { to: 'blocked@', kinds: ['processed', 'blocked'] },
    { to: 'dropped@', kinds: ['dropped'] },
    { to: 'open@', kinds: ['delivered', 'open'] },
    { to: 'spam@', kinds: ['delivered', 'spamreport'] },
    { to: 'unsubscribe@', kinds: ['delivered', 'unsubscribe'] },
  ],
  ses: [],
  smtp: [],
  twilio: [{ to: '+15005550003', kinds: ['sent', 'undelivered'] }],
  vonage: [{ to: '+15005550003', kinds: ['accepted', 'failed'] }],
  fcm: [],
  apns: [],
  webpush: [],
  webhook: [],
  slack: [],
  whatsapp: [{ to: '+15005550003', kinds: ['sent', 'failed'] }],
};

const kind = (provider: ProviderName) => z.string().refine((one) => KINDS[provider].includes(one), 'unknown kind');
const delay = z.number().min(0).max(86_400_000);

export const callbackRulesSchema = (provider: ProviderName) =>
  z.strictObject({
    enabled: z.boolean().default(true),
    /** From the send to its first callback, and from each to the next. */
    delay_ms: delay.default(50),
    kinds: z.array(kind(provider)).default(DEFAULT_KINDS[provider]),
    /** For recipients whose address contains `to`; the first that fits counts. */
    rules: z
      .array(
        z.strictObject({
          to: z.string().min(1),
          kinds: z.array(kind(provider)),
          delay_ms: delay.optional(),
          rate: z.number().min(0).max(1).default(1),
          error_code: z.number().int().optional(),
        }),
      )
      .default(DEFAULT_RULES[provider].map((rule) => ({ ...rule, rate: 1 }))),
  });

export type CallbackRules = z.infer<ReturnType<typeof callbackRulesSchema>>;

export interface PlannedCallback {
  readonly kind: string;
  /** After the send was accepted. */
  readonly afterMs: number;
  readonly errorCode?: number;
}

export function plannedCallbacks(rules: CallbackRules, send: Send, random = Math.random): PlannedCallback[] {
  if (!rules.enabled) return [];
  const own = rules.rules.find((rule) => send.to.includes(rule.to) && (rule.rate === 1 || random() < rule.rate));
  const step = own?.delay_ms ?? rules.delay_ms;
  return (own?.kinds ?? rules.kinds).map((kind, index) => ({
    kind,
    afterMs: step * (index + 1),
    errorCode: own?.error_code,
  }));
}
