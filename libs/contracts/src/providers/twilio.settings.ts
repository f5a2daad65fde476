import { z } from 'zod';
import { secretSetting, setting } from './setting.js';

export const twilioSettings = z.strictObject({
  account_sid: setting('Begins with AC', 'AC00000000000000000000000000000000').regex(
    /^AC[0-9a-zA-Z]{2,64}$/,
    'must begin with AC',
  ),
  auth_token: secretSetting('Of that account', 'token'),
  from: setting('A number in E.164, or the id of a messaging service (`MG…`)', '+15005550006', 64).min(3),
});
