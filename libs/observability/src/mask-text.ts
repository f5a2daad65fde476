const EMAIL = /[^\s"'<>(),;:=&?/]+(?:@|%40)[^\s"'<>(),;:=&?/]+/g;
const PHONE = /(?:\+|%2B)?\d[\d\s().-]{6,20}\d/g;
const SECRET = /\b(whsec_|Bearer |SG\.|key_)[A-Za-z0-9+/=._-]{6,}/g;

const digits = (text: string) => text.replace(/\D/g, '').length;

/** For words that are not ours (errors of drivers, answers of providers): takes out addresses, numbers and secrets. */
export function maskText(text: string): string {
  return text
    .replace(SECRET, '$1***')
    .replace(EMAIL, '[email]')
    .replace(PHONE, (match) => (digits(match) >= 8 && digits(match) <= 15 ? '[number]' : match));
}
