import { generateKeyPairSync } from 'node:crypto';
import { SigningKeys } from './signing-keys.js';

/** Without a certificate all of them fail; what matters here is who is asked, and how often. */
describe('the keys that Amazon signs with', () => {
  const asked: string[] = [];
  let now = 0;
  const keys = (answer: () => Promise<string>) =>
    new SigningKeys(
      (url) => {
        asked.push(url);
        return answer();
      },
      () => now,
    );
  beforeEach(() => {
    asked.length = 0;
    now = 1_000;
  });

  it('are asked for once by many, and not again at once where there are none', async () => {
    const missing = keys(() => Promise.reject(new Error('away')));
    await Promise.allSettled([missing.of('a'), missing.of('a')]);
    await expect(missing.of('a')).rejects.toThrow('cannot be had');
    expect(asked).toEqual(['a']);
    now += 30_001;
    await expect(missing.of('a')).rejects.toThrow('away');
    expect(asked).toEqual(['a', 'a']);
  });

  it('are not asked for from more than some addresses at a time', async () => {
    const slow = keys(() => new Promise(() => {}));
    const many = Array.from({ length: 10 }, (_, i) => slow.of(`${i}`).catch((error: Error) => error.message));
    expect(await Promise.all(many.slice(4))).toHaveLength(6);
    expect(asked).toHaveLength(4);
  });

  it('are not taken from what is no certificate', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    await expect(keys(() => Promise.resolve(pem)).of('a')).rejects.toThrow();
  });
});
