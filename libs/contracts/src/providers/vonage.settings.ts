import { z } from 'zod';
import { secretSetting, setting } from './setting.js';
import { smsSettings } from './sms.settings.js';

export const vonageSettings = z.strictObject({
  api_key: setting('Of the account', 'abcd1234', 64),
  api_secret: secretSetting('Of that key', 'secret'),
  signature_secret: secretSetting(
    'Signs its callbacks, by SHA-256 HMAC; without it nobody hears what became of a message',
    'secret',
  ).optional(),
  ...smsSettings,
});
