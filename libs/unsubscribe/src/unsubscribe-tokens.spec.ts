import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { CHANNELS } from '#libs/contracts';
import { LocalKeys, Vault } from '#libs/vault';
import { UnsubscribeTokens, type UnsubscribeToken } from './unsubscribe-tokens.js';

const master = { id: 'k1', key: randomBytes(32) };
const tokensOf = (...masters: (typeof master)[]) => new UnsubscribeTokens(new Vault(new LocalKeys(masters)));
const tokens = tokensOf(master);

const now = Date.UTC(2026, 0, 1);
const link: UnsubscribeToken = {
  tenantId: 'acme',
  userId: 'ada@example.com',
  type: 'newsletter',
  category: 'marketing',
  channel: 'email',
  notificationId: '0197f2a0-0000-7000-8000-000000000001',
  expiresAt: new Date(now + 60_000),
};
const anyLink = fc.record({
  tenantId: fc.string({ minLength: 1, maxLength: 64 }),
  userId: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 255 }),
  type: fc.string({ minLength: 1, maxLength: 64 }),
  category: fc.string({ maxLength: 64 }),
  channel: fc.constantFrom(...CHANNELS),
  notificationId: fc.uuid(),
  expiresAt: fc.integer({ min: 1, max: 2 ** 31 }).map((seconds) => new Date(now + seconds * 1000)),
});

describe('the token of an unsubscribe link', () => {
  test('gives back what it was made of, and is one text that fits into a path', () => {
    fc.assert(
      fc.property(anyLink, (one) => {
        const token = tokens.seal(one);
        expect(token).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(tokens.open(token, now)).toEqual({ state: 'good', token: one });
      }),
    );
  });

  test('of a mail sent before the vault had its second version is as good', () => {
    const old =
      'CmsxLjIwMjYtMDEAIF6Cx1yPdwLtNVHA9hd9d4LzWN4BWL9p06Vgl2kwyEZgCmsxLjIwMjYtMDEAVWg0ai0MeTerGbUElYghHqj5cyL75Vc' +
      'HMQvAHS-rJQdXoCndNLTyn6xs9_m5Kd0exddzfAAaOHADenx3u1AwuxvoVk1l_RZHTXzlgF1j1K-QqQyyiXk';
    const opened = tokensOf({ id: 'k1', key: Buffer.alloc(32, 7) }).open(old, now);
    expect(opened).toMatchObject({ state: 'good', token: { tenantId: 'acme', userId: 'ada', type: 'news' } });
  });

  test('shows nobody whose it is', () => {
    const token = tokens.seal(link);
    for (const text of [token, Buffer.from(token, 'base64url').toString('latin1')])
      for (const secret of ['acme', 'ada', 'newsletter', 'marketing', 'email', '0197f2a0'])
        expect(text).not.toContain(secret);
  });

  test('is not good with any of its bits the other way round', () => {
    const token = tokens.seal(link);
    const bytes = Buffer.from(token, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(tokens.open(flipped.toString('base64url'), now)).toEqual({ state: 'forged' });
    }
  });

  test('is not good with another letter, cut anywhere, or longer', () => {
    const token = tokens.seal(link);
    const letter = fc.constantFrom(...'ABab01-_+/=. ');
    fc.assert(
      fc.property(fc.nat(token.length - 1), letter, (at, other) => {
        fc.pre(token[at] !== other);
        expect(tokens.open(token.slice(0, at) + other + token.slice(at + 1), now).state).toBe('forged');
        expect(tokens.open(token.slice(0, at), now).state).toBe('forged');
        expect(tokens.open(token + other, now).state).toBe('forged');
      }),
    );
  });

  test('is nothing that somebody makes up', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64url')),
        ),
        (text) => expect(tokens.open(text, now)).toEqual({ state: 'forged' }),
      ),
    );
  });

  test('cannot be put together from those of two tenants', () => {
    const [ours, theirs] = [tokens.seal(link), tokens.seal({ ...link, tenantId: 'other' })];
    const halves = [ours, theirs].map((token) => Buffer.from(token, 'base64url'));
    const middle = (bytes: Buffer) => {
      const keyEnd = 1 + (bytes[0]! & 0x7f);
      return keyEnd + 2 + bytes.readUInt16BE(keyEnd);
    };
    const [a, b] = halves as [Buffer, Buffer];
    const mixed = Buffer.concat([a.subarray(0, middle(a)), b.subarray(middle(b))]).toString('base64url');
    expect(tokens.open(mixed, now)).toEqual({ state: 'forged' });
  });

  test('is not opened by what another platform sealed, nor by what was sealed for something else', () => {
    expect(tokensOf({ id: 'k1', key: randomBytes(32) }).open(tokens.seal(link), now).state).toBe('forged');
    const vault = new Vault(new LocalKeys([master]));
    expect(tokens.open(vault.seal('acme', JSON.stringify(['unsubscribe.1'])), now).state).toBe('forged');
  });

  test('is over when its time has come, and says so to nobody who made it up', () => {
    expect(tokens.open(tokens.seal(link), now + 59_999).state).toBe('good');
    expect(tokens.open(tokens.seal(link), now + 60_000).state).toBe('expired');
  });

  test('stays good when a new master key seals', () => {
    const later = tokensOf({ id: 'k2', key: randomBytes(32) }, master);
    expect(later.open(tokens.seal(link), now).state).toBe('good');
  });
});
