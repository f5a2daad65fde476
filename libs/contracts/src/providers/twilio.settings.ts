import { z } from 'zod';
import { secretSetting, setting } from './setting.js';
import { smsSettings } from './sms.settings.js';

export const twilioSettings = z.strictObject({
  account_sid: setting('Begins with AC', 'AC00000000000000000000000000000000').regex(
    /^AC[0-9a-zA-Z]{2,64}$/,
    'must begin with AC',
  ),
  auth_token: secretSetting('Of that account', 'token'),
  ...smsSettings,
});
