import fc from 'fast-check';
import { taggable, untagged } from './callback-tag.js';

describe('the value of a tag', () => {
  test('is what Amazon takes, and comes back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (value) => {
        expect(taggable(value)).toMatch(/^[\w-]+$/);
        expect(untagged(taggable(value))).toBe(value);
      }),
    );
  });

  test.each(['acme', 'acme inc.', 'b64_acme', 'Ümlaut'])('%j comes back', (value) =>
    expect(untagged(taggable(value))).toBe(value),
  );
});
