import { z } from 'zod';
import { secretSetting, setting } from './setting.js';

export const sendgridSettings = z.strictObject({
  api_key: secretSetting('With the scope mail.send', 'SG.example'),
  from: setting('The sender: `Name <address>` or the bare address', 'Example Shop <shop@example.com>').regex(
    /@/,
    'must be an address',
  ),
});
