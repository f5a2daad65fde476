import { apiKeyHash, bearerToken, looksLikeApiKey, newApiKey } from './api-key.js';

describe('an API key', () => {
  it('is new every time, and kept as its hash', () => {
    const key = newApiKey();
    expect(newApiKey()).not.toBe(key);
    expect(apiKeyHash(key)).toMatch(/^[0-9a-f]{64}$/);
    expect(apiKeyHash(key)).not.toContain(key);
    expect(looksLikeApiKey(key)).toBe(true);
  });

  it.each([
    ['Bearer abc', 'abc'],
    ['bearer  abc.def-_~', 'abc.def-_~'],
    ['Basic abc', undefined],
    ['Bearer', undefined],
    ['Bearer a b', undefined],
    [`Bearer ${'a'.repeat(8192)}`, undefined],
    [undefined, undefined],
  ])('comes as a bearer token: %p', (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });
});
