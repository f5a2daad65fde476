import { z } from 'zod';
import { secretSetting, setting } from './setting.js';

export const webPushSettings = z.strictObject({
  private_key: secretSetting(
    'The VAPID private key whose public half the page subscribes with',
    'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
  ).regex(/^[A-Za-z0-9_-]{43}$/, 'must be 32 bytes in base64url'),
  subject: setting('Where a push service can reach whoever sends', 'mailto:ops@example.com').regex(
    /^(mailto:\S+@\S+|https:\/\/\S+)$/,
    'must be a mailto: or https: address',
  ),
});
