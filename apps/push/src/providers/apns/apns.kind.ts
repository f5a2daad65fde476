import type { KeyObject } from 'node:crypto';
import type { ProviderKind } from '#libs/delivery';
import { p256PrivateKey } from '../../signing/es256.js';
import { ApnsProvider, type ApnsOptions } from './apns.provider.js';
import { apnsSettings, type ApnsSettings } from './apns.settings.js';

/** What a deployment decides for all its accounts; `url` and `ca`: a stand-in in Apple's place. */
export type ApnsDeployment = Pick<ApnsOptions, 'ca' | 'timeoutMs' | 'onUnregistered'> & {
  readonly url?: string | undefined;
};

const URLS = { production: 'https://api.push.apple.com', sandbox: 'https://api.sandbox.push.apple.com' };

export const apnsKind = ({ url, ...deployment }: ApnsDeployment): ProviderKind<ApnsSettings> => ({
  name: 'apns',
  settings: apnsSettings,
  make: ({ key, key_id, team_id, topic, environment }) =>
    new ApnsProvider({
      ...deployment,
      url: url ?? URLS[environment],
      // Checked by the settings' schema.
      key: p256PrivateKey(key) as KeyObject,
      keyId: key_id,
      teamId: team_id,
      topic,
    }),
});
