import { apiKeyHash, apiKeyPrefix, bearerToken, looksLikeApiKey, modeOfApiKey, newApiKey } from './api-key.js';

describe('an API key', () => {
  it('is new every time, and kept as its hash', () => {
    const key = newApiKey();
    expect(newApiKey()).not.toBe(key);
    expect(apiKeyHash(key)).toMatch(/^[0-9a-f]{64}$/);
    expect(apiKeyHash(key)).not.toContain(key);
    expect(looksLikeApiKey(key)).toBe(true);
  });

  it.each(['live', 'test'] as const)('says that it is for %s, and comes as a bearer token', (mode) => {
    const key = newApiKey(mode);
    expect(key).toMatch(new RegExp(`^ck_${mode}_`));
    expect(modeOfApiKey(key)).toBe(mode);
    expect(bearerToken(`Bearer ${key}`)).toBe(key);
  });

  it.each([
    ['ck_live_ab12cd34', 'ck_live_ab12…'],
    ['ck_test_ab12cd34', 'ck_test_ab12…'],
    ['ck_ab12cd34', 'ck_ab12…'],
    ['of another making', 'of a…'],
  ])('%s is shown as %s', (key, prefix) => {
    expect(apiKeyPrefix(key)).toBe(prefix);
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
