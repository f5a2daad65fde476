import { isUuid, uuidOf, uuidv7, uuidv7Floor, uuidv7Time } from './uuid.js';

describe('uuidOf', () => {
  it('is one id for the same names, and another for others', () => {
    expect(uuidOf('acme', 'order-1')).toBe(uuidOf('acme', 'order-1'));
    expect(isUuid(uuidOf('acme', 'order-1'))).toBe(true);
    expect(new Set([uuidOf('a', 'bc'), uuidOf('ab', 'c'), uuidOf('abc'), uuidOf('abc', '')]).size).toBe(4);
  });
});

describe('uuidv7', () => {
  it('grows strictly, also within one millisecond', () => {
    const ids = Array.from({ length: 10_000 }, () => uuidv7());
    expect(ids.every((id, i) => i === 0 || id > (ids[i - 1] as string))).toBe(true);
    expect(ids.every(isUuid)).toBe(true);
  });

  it('carries its time, and lies above the floor of that time', () => {
    const now = Date.now() + 60_000;
    const id = uuidv7(now);
    expect(uuidv7Time(id)).toBe(now);
    expect(id >= uuidv7Floor(now) && id < uuidv7Floor(now + 1)).toBe(true);
    expect(uuidv7Floor(-1)).toBe(uuidv7Floor(0));
  });
});
