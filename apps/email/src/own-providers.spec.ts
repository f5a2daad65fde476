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
  SENDGRID_API_KEY: 'SG.x',
  SENDGRID_FROM: 'us@example.com',
};
const ses = { SES_ACCESS_KEY_ID: 'AKIA', SES_SECRET_ACCESS_KEY: 'secret' };
const smtp = { SMTP_HOST: 'smtp.example.com', SMTP_USER: 'us', SMTP_PASSWORD: 'secret' };

describe('the deployment’s own accounts', () => {
  test.each<[string, object, string[]]>([
    ['are SendGrid’s', {}, ['sendgrid']],
    ['are all that have credentials', { ...ses, ...smtp }, ['sendgrid', 'ses', 'smtp']],
    ['are none that has half of them', { SES_ACCESS_KEY_ID: 'AKIA', SMTP_HOST: 'smtp.example.com' }, ['sendgrid']],
  ])('%s', async (_, env, names) => {
    const own = ownProviders(emailEnv.parse({ ...needed, ...env }), {});
    expect(own.map(({ name }) => name)).toEqual(names);
    for (const one of own) await one.close?.();
  });
});
