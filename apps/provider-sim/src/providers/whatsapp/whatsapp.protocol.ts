// WhatsApp's Cloud API. Some numbers have a fate: +15005550001 has no WhatsApp (131026), +15005550002 has not written for a day, so
// that only a template reaches it (131047), +15005550004 has stopped our marketing (131050).
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readCallbackReference } from '#libs/contracts';
import { json, jsonOf, type Answer, type Exchange } from '../../http/exchange.js';
import type { LedgerEntry, Send } from '../../ledger/ledger-entry.js';
import { refused, type Preview, type Protocol, type Reception } from '../protocol.js';

const PATH = /^\/v\d+\.\d+\/(\d+)(\/messages)?$/;

const base = {
  messaging_product: z.literal('whatsapp'),
  to: z.string().regex(/^\+?[1-9]\d{6,14}$/),
  biz_opaque_callback_data: z.string().max(512).optional(),
};
const message = z.discriminatedUnion('type', [
  z.object({ ...base, type: z.literal('text'), text: z.object({ body: z.string().min(1).max(4_096) }) }),
  z.object({
    ...base,
    type: z.literal('template'),
    template: z.object({
      name: z.string().min(1),
      language: z.object({ code: z.string().min(2) }),
      components: z.array(z.looseObject({ type: z.string() })).optional(),
    }),
  }),
]);
type WhatsappMessage = z.infer<typeof message>;

const TEXTS: Record<number, [status: number, text: string]> = {
  2: [503, 'Service temporarily unavailable'],
  100: [400, 'Invalid parameter'],
  190: [401, 'Error validating access token'],
  130429: [429, 'Rate limit hit'],
  131000: [500, 'Something went wrong'],
  131026: [400, 'Message undeliverable'],
  131047: [400, 'Re-engagement message'],
  131050: [400, 'User has stopped receiving marketing messages'],
};

function error(code: number, headers: Record<string, number> = {}, status?: number): Answer {
  const [own, text] = TEXTS[code] ?? [500, 'Something went wrong'];
  const said = {
    message: `(#${code}) ${text}`,
    type: 'OAuthException',
    code,
    error_data: { messaging_product: 'whatsapp', details: text },
    fbtrace_id: randomBytes(8).toString('hex'),
  };
  return json(status ?? own, { error: said }, headers);
}

/** With which a status comes. */
const CODES: Record<number, number> = { 401: 190, 429: 130429, 503: 2 };

const FATES: Record<string, number> = { '15005550001': 131026, '15005550004': 131050 };
const SILENT = '15005550002';

export class WhatsappProtocol implements Protocol {
  readonly name = 'whatsapp';

  constructor(private readonly token: string | undefined) {}

  matches(path: string): boolean {
    return PATH.test(path);
  }

  receive(exchange: Exchange): Reception {
    const token = /^Bearer (\S+)$/.exec(exchange.headers.authorization ?? '')?.[1];
    if (token === undefined || (this.token !== undefined && token !== this.token)) return refused(error(190));
    const [, id, sends] = PATH.exec(exchange.path)!;
    if (sends === undefined) {
      const number = { id, display_phone_number: '+1 500-555-0006', verified_name: 'Carillon' };
      return { kind: 'answered', answer: json(200, number), refused: false };
    }
    const parsed = message.safeParse(jsonOf(exchange));
    if (!parsed.success) return refused(error(100));
    const to = parsed.data.to.replace(/^\+/, '');
    if (FATES[to] !== undefined) return refused(error(FATES[to]));
    if (to === SILENT && parsed.data.type === 'text') return refused(error(131047));
    return take(parsed.data, to);
  }

  failure(status: number, retryAfter?: number): Answer {
    const code = CODES[status] ?? (status < 500 ? 100 : 131000);
    return error(code, retryAfter === undefined ? {} : { 'retry-after': retryAfter }, status);
  }

  preview(entry: LedgerEntry): Preview {
    const said = message.safeParse(JSON.parse(entry.raw?.body ?? '{}')).data;
    if (said?.type === 'template') return { title: `template ${said.template.name}`, data: said.template };
    return { text: said?.text.body };
  }
}

function take({ to: input, biz_opaque_callback_data: reference }: WhatsappMessage, to: string): Reception {
  const ids = readCallbackReference(reference ?? '');
  const send: Send = {
    to: `+${to}`,
    notification_id: ids?.notificationId,
    delivery_id: ids?.deliveryId,
    message_id: `wamid.${randomBytes(24).toString('base64')}`,
    reference,
  };
  const contacts = [{ input, wa_id: to }];
  const messages = [{ id: send.message_id, message_status: 'accepted' }];
  return { kind: 'accepted', sends: [send], answer: json(200, { messaging_product: 'whatsapp', contacts, messages }) };
}
