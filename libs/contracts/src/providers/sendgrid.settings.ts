import { z } from 'zod';
import { secretSetting, setting } from './setting.js';

/** base64 of DER: all of these keys begin alike. */
const P_256 = /^MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE[A-Za-z0-9+/]{86}==$/;

export const sendgridSettings = z.strictObject({
  api_key: secretSetting('With the scope mail.send', 'SG.example'),
  from: setting('The sender: `Name <address>` or the bare address', 'Example Shop <shop@example.com>').regex(
    /@/,
    'must be an address',
  ),
  webhook_key: setting(
    'The verification key of its signed event webhook; without it nobody hears what became of a mail',
    'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEm/6mBin5efHGNQjUnOrvJzZSKLz1o0n6HIw35TmGK6TOWPGePT0s5derpD9+ICfD66IFd4y4zrLtCxaqtKC6aQ==',
  )
    .regex(P_256, 'must be a public key of P-256, base64 as SendGrid shows it')
    .optional(),
});
