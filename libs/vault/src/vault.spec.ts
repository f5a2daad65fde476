import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { LocalKeys } from './key-management.js';
import { VaultError } from './vault.error.js';
import { Vault } from './vault.js';

const master = (id: string) => ({ id, key: randomBytes(32) });
const k1 = master('k1');

describe('the vault', () => {
  const vault = new Vault(new LocalKeys([k1]));

  it('opens what it sealed, and hides it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const sealed = vault.seal('acme', text);
        expect(vault.open('acme', sealed)).toBe(text);
        if (text.length > 4) expect(sealed).not.toContain(text);
      }),
    );
  });

  it('never seals the same text the same way', () => {
    const sealed = new Set(Array.from({ length: 2_000 }, () => vault.seal('acme', 'ada@example.com')));
    expect(sealed.size).toBe(2_000);
  });

  it('does not open for another tenant', () => {
    expect(() => vault.open('other', vault.seal('acme', 'secret'))).toThrow(/another tenant/);
  });

  it('notices every change', () => {
    const sealed = vault.seal('acme', 'secret');
    const body = sealed.lastIndexOf('.') + 1;
    fc.assert(
      fc.property(fc.integer({ min: body, max: sealed.length - 2 }), (at) => {
        const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
        expect(() => vault.open('acme', changed)).toThrow();
      }),
    );
  });

  it('opens what it sealed by AES-256-GCM, before', () => {
    const old = new Vault(new LocalKeys([{ id: 'k1', key: Buffer.alloc(32, 7) }]));
    const sealed = 'v1.k1.2026-01.0hqXcSMsMSp_DZ5ZC680pK67AfUScuDl_qAZnyjKvisE0n2673XfvhmTSIXToIHRUkLZ';
    expect(old.open('acme', sealed)).toBe('Ada — ada@example.com');
    expect(() => old.open('other', sealed)).toThrow(/another tenant/);
    expect(() => old.open('acme', sealed.replace('0hq', '0hr'))).toThrow(/changed/);
    expect(() => old.open('acme', sealed.replace('v1', 'v2'))).toThrow(VaultError);
  });

  it.each([
    '',
    'v1.',
    'v2.',
    'v2.k1.2026-01.AAAA',
    'v1.k1.2026-01.',
    'v1.k9.2026-01.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    'plain text',
  ])('refuses %p', (text) => {
    expect(() => vault.open('acme', text)).toThrow();
  });

  it('opens what an older master key sealed, and seals with the first', () => {
    const k2 = master('k2');
    const rotated = new Vault(new LocalKeys([k2, k1]));
    expect(rotated.open('acme', vault.seal('acme', 'old'))).toBe('old');
    expect(rotated.seal('acme', 'new')).toMatch(/^v2\.k2\./);
    expect(rotated.keyedHash('acme', 'ada')).toBe(vault.keyedHash('acme', 'ada'));
  });

  it('takes a new key each month, and opens those of the months before', () => {
    let now = Date.UTC(2026, 0, 31);
    const monthly = new Vault(new LocalKeys([k1], () => now));
    const january = monthly.seal('acme', 'x');
    now = Date.UTC(2026, 1, 1);
    expect(january).toMatch(/^v2\.k1\.2026-01\./);
    expect(monthly.seal('acme', 'x')).toMatch(/^v2\.k1\.2026-02\./);
    expect(monthly.open('acme', january)).toBe('x');
  });

  it('hashes by tenant', () => {
    expect(vault.keyedHash('acme', 'ada')).not.toBe(vault.keyedHash('other', 'ada'));
  });
});
