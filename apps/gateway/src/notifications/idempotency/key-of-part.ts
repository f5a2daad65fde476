/** Never in a key that a caller can give. */
const SEPARATOR = '\u001f';

/** Each notification of a request for many has a key of its own, made from the request's. */
export const keyOfPart = (key: string, index: number): string => `${key}${SEPARATOR}${index}`;

/** A test must not be taken for the real thing that comes with the same key, nor the other way round. */
export const keyOfTest = (key: string): string => `${key}${SEPARATOR}test`;

/** The key as the caller gave it. */
export const givenKey = (key: string): string => {
  const end = key.indexOf(SEPARATOR);
  return end === -1 ? key : key.slice(0, end);
};
