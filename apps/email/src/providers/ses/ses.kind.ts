import type { z } from 'zod';
import { sesSettings } from '#libs/contracts';
import type { ProviderKind } from '#libs/delivery';
import type { MailOptions } from '../../mail/mailroom.js';
import { SesProvider } from './ses.provider.js';

/** What the deployment says, whoever's account it is. */
interface SesPlace extends MailOptions {
  readonly timeoutMs: number;
  /** A stand-in for all regions. */
  readonly url?: string | undefined;
}

export const sesKind = (place: SesPlace): ProviderKind<z.output<typeof sesSettings>> => ({
  name: 'ses',
  settings: sesSettings,
  make: (settings) =>
    new SesProvider({
      ...place,
      region: settings.region,
      accessKeyId: settings.access_key_id,
      secretAccessKey: settings.secret_access_key,
      configurationSet: settings.configuration_set,
      from: settings.from,
    }),
});
