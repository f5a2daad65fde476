/** Staging: whatever would go to people goes to one address of ours, or nowhere. */
import { target, type Channel, type Target } from '#libs/contracts';

export type Redirect = { readonly to: Target } | { readonly to: undefined };

const NOWHERE = 'none';
const E164 = /^\+[1-9]\d{6,14}$/;

type Reader = (text: string) => object | undefined;

const READERS: Readonly<Record<Channel, Reader>> = {
  email: (email) => (/^[^\s@]+@[^\s@]+$/.test(email) ? { email } : undefined),
  sms: (phone) => (E164.test(phone) ? { phone } : undefined),
  push: (text) => {
    const [, platform, token] = /^(android|ios|web):(.+)$/.exec(text) ?? [];
    return token === undefined ? undefined : { device_id: 'redirected', platform, token };
  },
  in_app: (user_id) => ({ user_id }),
  webhook: (text) => {
    const [url = '', secret, more] = text.split(/\s+/);
    const isGood = URL.canParse(url) && secret?.startsWith('whsec_') && more === undefined;
    return isGood ? { endpoint_id: 'redirected', url, secret } : undefined;
  },
  chat: (text) => {
    if (E164.test(text)) return { kind: 'whatsapp', phone: text };
    return URL.canParse(text) ? { kind: 'slack', url: text } : undefined;
  },
};

const FORMS: Readonly<Record<Channel, string>> = {
  email: 'an address',
  sms: 'a number in E.164',
  push: 'android:<token>, ios:<token> or web:<token>',
  in_app: 'the id of a user',
  webhook: 'a URL and its secret, with a space between',
  chat: 'the URL of a webhook of Slack’s, or a number of WhatsApp’s in E.164',
};

/** Of `REDIRECT_ALL_TO`; undefined: nothing is redirected. What cannot be read stops the app: it must not send to people instead. */
export function redirectOf(channel: Channel, text: string | undefined): Redirect | undefined {
  if (text === undefined) return undefined;
  if (text === NOWHERE) return { to: undefined };
  const parsed = target.safeParse({ channel, ...READERS[channel](text) });
  // Never what was in it: it is somebody's address.
  if (!parsed.success) throw new Error(`REDIRECT_ALL_TO must be ${FORMS[channel]}, or '${NOWHERE}'`);
  return { to: parsed.data };
}
