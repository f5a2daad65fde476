import type { z } from 'zod';
import { smtpSettings } from '#libs/contracts';
import type { ProviderKind } from '#libs/delivery';
import { AddressGuard } from '#libs/network';
import type { MailOptions } from '../../mail/mailroom.js';
import { SmtpProvider } from './smtp.provider.js';

/** What the deployment says, whoever's account it is. */
interface SmtpPlace extends MailOptions {
  readonly timeoutMs: number;
  /** `host:port` that need not be public; for development. */
  readonly allow: readonly string[];
  readonly ca?: string | undefined;
}

/** A tenant names the host, so it is called as their webhooks are. */
export const smtpKind = ({ allow, ...place }: SmtpPlace): ProviderKind<z.output<typeof smtpSettings>> => ({
  name: 'smtp',
  settings: smtpSettings,
  make: (settings) => new SmtpProvider({ ...place, ...settings, guard: new AddressGuard(allow) }),
});
