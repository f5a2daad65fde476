import { PROVIDER_KINDS } from '#libs/contracts';
import { tellable, withoutSecrets } from './account-settings.js';

const { settings: sendgrid } = PROVIDER_KINDS.sendgrid;
const { settings: fcm } = PROVIDER_KINDS.fcm;

describe('the settings of an account', () => {
  it('are told without what is secret, which is only named', () => {
    const told = tellable(sendgrid, { api_key: 'SG.very-secret', from: 'us@example.com' });
    expect(told).toEqual({ settings: { from: 'us@example.com' }, secrets: ['api_key'] });
  });

  it('are not told where nobody knows whether they are secret', () => {
    expect(tellable(sendgrid, { token: 'of an older release' })).toEqual({ settings: {}, secrets: [] });
  });

  it('are taken out of the words of a provider, wherever they lie', () => {
    const account = { service_account: { project_id: 'demo-project', private_key: 'PRIVATE KEY of ours' } };
    const words = 'PRIVATE KEY of ours does not open demo-project';
    expect(withoutSecrets(words, fcm, account)).toBe('… does not open …');
    expect(withoutSecrets('SG.very-secret is no key', sendgrid, { api_key: 'SG.very-secret' })).toBe('… is no key');
  });

  it('of every kind name their secrets in the schema itself', () => {
    for (const [kind, { settings }] of Object.entries(PROVIDER_KINDS)) {
      const all = Object.fromEntries(Object.keys(settings.shape).map((name) => [name, 'x']));
      const hasSecrets = tellable(settings, all).secrets.length > 0;
      // Slack's is in the address of each recipient: its accounts have no settings at all.
      expect([kind, hasSecrets]).toEqual([kind, kind !== 'slack']);
    }
  });
});
