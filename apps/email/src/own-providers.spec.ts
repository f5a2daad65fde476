import { readConfig } from '#libs/config';
import { emailEnv } from './email.config.js';
import { ownProviders } from './own-providers.js';

const needed = {
  PORT: '1',
  RPC_PORT: '2',
  DATABASE_URL: 'postgres://127.0.0.1/x',
  REDIS_URL: 'redis://127.0.0.1',
  KAFKA_BROKERS: '127.0.0.1:9092',
  MASTER_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
  PREFERENCES_RPC: '127.0.0.1:3',
  STATUS_RPC: '127.0.0.1:4',
  PUBLIC_URL: 'https://notify.example.com',
};
const sendgrid = { SENDGRID_API_KEY: 'SG.x', SENDGRID_FROM: 'us@example.com' };
const ses = { SES_ACCESS_KEY_ID: 'AKIA', SES_SECRET_ACCESS_KEY: 'secret' };
const smtp = { SMTP_HOST: 'smtp.example.com', SMTP_USER: 'us', SMTP_PASSWORD: 'secret' };

describe('the deployment’s own accounts', () => {
  test.each<[string, object, string[]]>([
    ['are SendGrid’s', sendgrid, ['sendgrid']],
    ['are all that have credentials', { ...sendgrid, ...ses, ...smtp }, ['sendgrid', 'ses', 'smtp']],
    ['need no SendGrid', { ...ses, SES_FROM: 'us@example.com' }, ['ses']],
    ['are a mail server’s alone', { ...smtp, SENDGRID_FROM: 'us@example.com' }, ['smtp']],
  ])('%s', async (_, env, names) => {
    const own = ownProviders(readConfig(emailEnv, { ...needed, ...env }), {});
    expect(own.map(({ name }) => name)).toEqual(names);
    for (const one of own) await one.close?.();
  });

  test.each<[string, object, RegExp]>([
    ['none', { SENDGRID_FROM: 'us@example.com' }, /set one of SENDGRID_API_KEY, or SES_ACCESS_KEY_ID \+ /],
    ['half of one', { ...sendgrid, SES_ACCESS_KEY_ID: 'AKIA' }, /SES_SECRET_ACCESS_KEY: is missing/],
    ['one without a sender', smtp, /SMTP_FROM: is missing, as is SENDGRID_FROM/],
  ])('that are %s let nothing start', (_, env, words) => {
    expect(() => readConfig(emailEnv, { ...needed, ...env })).toThrow(words);
  });
});
