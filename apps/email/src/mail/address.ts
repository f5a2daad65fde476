/** Addresses as they stand in a mail's headers. */
import { domainToASCII } from 'node:url';

export interface Mailbox {
  readonly email: string;
  readonly name?: string;
}

/** `Name <address>` or the bare address. */
export function mailbox(text: string): Mailbox {
  const match = /^\s*(.*?)\s*<([^<>]+)>\s*$/.exec(text);
  if (!match) return { email: asciiDomain(text.trim()) };
  const email = asciiDomain(match[2]!);
  return match[1] ? { email, name: match[1].replace(/^"(.*)"$/, '$1') } : { email };
}

const PLAIN = /^[\x21-\x7e]+$/;
/** What would end an address, or the header or the command that it stands in. Quoted local parts are not taken in at all. */
const HARMFUL = /[\p{Cc}\s<>,;"\\()]/u;

export const isHarmful = (address: string): boolean => HARMFUL.test(address);

/** A name in any script becomes the same name in ASCII; what stands before the @ is its own server's business. */
export function asciiDomain(address: string): string {
  if (PLAIN.test(address)) return address;
  const at = address.lastIndexOf('@');
  const domain = domainToASCII(address.slice(at + 1));
  return domain === '' ? address : address.slice(0, at + 1) + domain;
}

/** Only a server that speaks SMTPUTF8 can have it. */
export const needsUtf8 = (address: string): boolean => !PLAIN.test(address);

/** As it stands in a header: `"Name" <address>`, a name beyond ASCII in encoded words of at most 75 letters. */
export function written({ email, name }: Mailbox): string {
  if (name === undefined) return email;
  if (/^[\x20-\x7e]*$/.test(name)) return `"${name.replace(/["\\]/g, '\\$&')}" <${email}>`;
  const words = (name.match(/.{1,11}/gsu) ?? []).map((part) => `=?UTF-8?B?${Buffer.from(part).toString('base64')}?=`);
  return `${words.join(' ')} <${email}>`;
}
