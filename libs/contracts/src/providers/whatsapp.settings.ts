import { z } from 'zod';
import { secretSetting, setting } from './setting.js';

export const whatsappSettings = z.strictObject({
  phone_number_id: setting("Meta's id of the number, not the number itself", '100000000000001').regex(
    /^\d{1,32}$/,
    'must be digits: the id, and not the number itself',
  ),
  access_token: secretSetting('Of a system user who may send from it', 'EAAexample'),
  app_secret: secretSetting(
    'Of the app at Meta; signs its callbacks: without it nobody hears what became of a message',
    'secret',
  ).optional(),
  verify_token: secretSetting(
    'A word of your own, by which Meta shows that it was you who named the address of callbacks to it',
    'a word of your own',
  ).optional(),
  api_version: setting('Of the Graph API', 'v23.0')
    .regex(/^v\d{1,3}\.\d$/, 'must be a version of the Graph API, as v23.0')
    .optional(),
});
