import { entityTag, isOneOf, versionsOf } from './entity-tag.js';

describe('If-Match', () => {
  it.each([
    [undefined, true],
    ['*', true],
    [entityTag(3), true],
    ['"1", "3"', true],
    ['"4"', false],
    ['W/"3"', false],
    ['3', false],
    ['', false],
    ['"3', false],
    [`"${'3'.repeat(400)}"`, false],
  ])('%p lets version 3 be changed: %p', (header, may) => {
    expect(isOneOf(3, versionsOf(header))).toBe(may);
  });
});
