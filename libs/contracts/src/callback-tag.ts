/**
 * Amazon takes letters, digits, `_` and `-` in the value of a tag, which comes back with every event: what has others goes there
 * spelt otherwise, and is read here again.
 */
const PLAIN = /^[\w-]+$/;
const CODED = 'b64_';

export const taggable = (value: string): string =>
  PLAIN.test(value) && !value.startsWith(CODED) ? value : CODED + Buffer.from(value).toString('base64url');

export const untagged = (tag: string): string =>
  tag.startsWith(CODED) ? Buffer.from(tag.slice(CODED.length), 'base64url').toString() : tag;
