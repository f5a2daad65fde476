import type { KeyObject } from 'node:crypto';
import type { SettingsOf } from '#libs/contracts';
import type { ProviderKind } from '#libs/delivery';
import { p256PrivateKey } from '../../signing/es256.js';
import { ApnsProvider, type ApnsOptions } from './apns.provider.js';
import { apnsSettings } from './apns.settings.js';

/** What a deployment decides for all its accounts; `standIn` and `ca`: what is in Apple's place. */
export type ApnsDeployment = Pick<ApnsOptions, 'ca' | 'timeoutMs' | 'onUnregistered'> & {
  readonly standIn?: string | undefined;
};

const URLS = { production: 'https://api.push.apple.com', sandbox: 'https://api.sandbox.push.apple.com' };

export const apnsKind = ({ standIn, ...deployment }: ApnsDeployment): ProviderKind<SettingsOf<'apns'>> => ({
  name: 'apns',
  settings: apnsSettings,
  make: ({ key, key_id, team_id, topic, environment }) =>
    new ApnsProvider({
      ...deployment,
      url: standIn ?? URLS[environment],
      // Checked by the settings' schema.
      key: p256PrivateKey(key) as KeyObject,
      keyId: key_id,
      teamId: team_id,
      topic,
    }),
});
