import { createRequire } from 'node:module';

/** Its ES modules import JSON in a way that has gone out of the language. */
const { parsePhoneNumberFromString } = createRequire(import.meta.url)(
  'libphonenumber-js/min',
) as typeof import('libphonenumber-js/min');

/** Whom a message comes from: a number, a short code, a service of the provider that chooses by itself, or a name. */
export interface Sender {
  readonly id: string;
  readonly kind: 'number' | 'short_code' | 'service' | 'name';
  /** Of a number; of what may stand for several, undefined. */
  readonly place?: Place | undefined;
  /** Where alone it is allowed (ISO 3166), in capitals; undefined: wherever its kind is. */
  readonly countries?: ReadonlySet<string> | undefined;
}

export interface Place {
  readonly country?: string | undefined;
  readonly callingCode: string;
}

/** As `senderText` allows it. */
export function readSender(text: string): Sender {
  const [id = '', list] = text.split(':');
  const countries = list === undefined ? undefined : new Set(list.split('/'));
  const kind = kindOf(id);
  return { id, kind, place: kind === 'number' ? placeOf(id) : undefined, countries };
}

function kindOf(id: string): Sender['kind'] {
  if (id.startsWith('+')) return 'number';
  if (/^\d+$/.test(id)) return 'short_code';
  return /^MG[0-9a-zA-Z]{32}$/.test(id) ? 'service' : 'name';
}

/** undefined: no number that anybody could have. */
export function placeOf(phone: string): Place | undefined {
  const number = parsePhoneNumberFromString(phone);
  return number && { country: number.country, callingCode: number.countryCallingCode };
}

/** Names are not carried in North America; elsewhere it is the country's law, which the setting says. */
const NO_NAMES_IN = '1';

export function mayReach({ kind, countries }: Sender, to: Place | undefined): boolean {
  if (countries) return to?.country !== undefined && countries.has(to.country);
  return kind !== 'name' || to?.callingCode !== NO_NAMES_IN;
}

/** The nearer, the smaller: of the same country, of the same calling code, of another one. */
export function distance(sender: Sender, to: Place | undefined): number {
  if (!to) return 0;
  if (sender.countries) return 0;
  if (!sender.place) return 1;
  if (sender.place.country !== undefined && sender.place.country === to.country) return 0;
  return sender.place.callingCode === to.callingCode ? 1 : 2;
}
