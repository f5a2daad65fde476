import type { Target } from '#libs/contracts';
import type { Account } from './account.js';

/** What `onlyFor` of accounts is about; undefined: such a target has nothing of the kind. */
export function placeOf(target: Target): string | undefined {
  switch (target.channel) {
    case 'email':
      return target.email.toLowerCase();
    case 'sms':
      return target.phone;
    case 'push':
      return 'platform' in target ? target.platform : undefined;
    case 'chat':
      return target.kind === 'whatsapp' ? target.phone : URL.parse(target.url)?.hostname;
    case 'webhook':
      return URL.parse(target.url)?.hostname;
    case 'in_app':
      return undefined;
  }
}

/** `place` undefined: nobody can say, so that only who serves everybody serves it. */
export function serves({ onlyFor }: Pick<Account, 'onlyFor'>, place: string | undefined): boolean {
  return onlyFor.length === 0 || (place !== undefined && onlyFor.some((part) => isAt(place, part.toLowerCase())));
}

/** A beginning of numbers, or an end of names: a domain is not found in the middle of another's. */
function isAt(place: string, part: string): boolean {
  if (/^[+\d]/.test(part) && place.startsWith(part)) return true;
  if (/^[.@]/.test(part)) return place.endsWith(part);
  return place === part || place.endsWith(`@${part}`) || place.endsWith(`.${part}`);
}

/** Nobody has narrowed down whom it serves: neither it says so, nor does its provider. */
export const takesAll = ({ onlyFor, provider }: Pick<Account, 'onlyFor' | 'provider'>): boolean =>
  onlyFor.length === 0 && !provider.serves;

/** Of a target that cannot be opened the provider is not asked: whoever is to send to it finds that out. */
export const isFor = (account: Pick<Account, 'onlyFor' | 'provider'>, target: Target | undefined): boolean =>
  serves(account, target && placeOf(target)) && (target === undefined || (account.provider.serves?.(target) ?? true));
