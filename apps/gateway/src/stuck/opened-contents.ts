import type { SealedDelivery } from '#libs/contracts';
import type { Vault } from '#libs/vault';

export interface ContentsDocument {
  readonly target?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, unknown>>;
  /** It was sealed with a key that nobody has any more. */
  readonly unreadable?: true;
}

const SHOWN_OF_TOKEN = 8;

/** Whom it is for and what it says; what opens something else (a signing secret, a device's token) is not for people. */
export function openedContents(vault: Vault, tenantId: string, sealed: SealedDelivery): ContentsDocument {
  const open = (text: string) => JSON.parse(vault.open(tenantId, text)) as Record<string, unknown>;
  try {
    const { secret: _, token, ...target } = open(sealed.target);
    const shown = typeof token === 'string' ? { ...target, token: `${token.slice(0, SHOWN_OF_TOKEN)}…` } : target;
    return { target: shown, content: open(sealed.content) };
  } catch {
    return { unreadable: true };
  }
}
