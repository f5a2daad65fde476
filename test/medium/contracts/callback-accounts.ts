/** Accounts whose callbacks these tests can sign: of each kind that tells anything, what its settings say. */
import { generateKeyPairSync } from 'node:crypto';
import type { ProviderKindName } from '#libs/contracts';
import { META_SECRET, SES_TOPIC, TWILIO_TOKEN, VERIFY_TOKEN, VONAGE_SECRET } from '../gateway/running-gateway.js';

const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

export const ACCOUNT_SENDGRID_KEY = keys.privateKey;

export const CALLBACK_ACCOUNTS: Readonly<Partial<Record<ProviderKindName, object>>> = {
  sendgrid: {
    api_key: 'SG.example',
    from: 'us@example.com',
    webhook_key: keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  },
  ses: {
    region: 'eu-west-1',
    access_key_id: 'AKIA',
    secret_access_key: 'secret',
    from: 'us@example.com',
    topic_arns: [SES_TOPIC],
  },
  twilio: { account_sid: 'AC0123', auth_token: TWILIO_TOKEN, from: ['+15005550006'] },
  vonage: { api_key: 'abcd1234', api_secret: 'secret', from: ['Acme'], signature_secret: VONAGE_SECRET },
  whatsapp: { phone_number_id: '1', access_token: 'EAA', app_secret: META_SECRET, verify_token: VERIFY_TOKEN },
};
