import fc from 'fast-check';
import { segmentsOf } from './segments.js';

const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENSION = '\f^{}\\[~]|€';

/** As one would do it by hand: write the characters into parts, and look how many parts there are. */
function byHand(text: string) {
  const characters = [...text];
  const isGsm7 = characters.every((one) => BASIC.includes(one) || EXTENSION.includes(one));
  const lengthOf = (one: string) => (isGsm7 ? (EXTENSION.includes(one) ? 2 : 1) : one.length);
  const units = characters.reduce((sum, one) => sum + lengthOf(one), 0);
  const [alone, joined] = isGsm7 ? [160, 153] : [70, 67];
  const parts: number[] = [0];
  for (const one of characters) {
    const filled = parts.at(-1)! + lengthOf(one);
    if (filled <= joined) parts[parts.length - 1] = filled;
    else parts.push(lengthOf(one));
  }
  return { encoding: isGsm7 ? 'gsm-7' : 'ucs-2', units, count: units <= alone ? 1 : parts.length };
}

const gsm7 = fc.string({ unit: fc.constantFrom(...BASIC, ...EXTENSION), maxLength: 480 });
const extended = fc.string({ unit: fc.constantFrom('a', ...EXTENSION), maxLength: 480 });
const emoji = fc.string({ unit: fc.constantFrom('a', 'ё', '😀', '👩‍🚀'), maxLength: 400 });

describe('the segments of a text', () => {
  test.each([
    ['nothing', '', { encoding: 'gsm-7', units: 0, count: 1 }],
    ['160 plain characters', 'a'.repeat(160), { encoding: 'gsm-7', units: 160, count: 1 }],
    ['one more', 'a'.repeat(161), { encoding: 'gsm-7', units: 161, count: 2 }],
    ['two full parts', 'a'.repeat(306), { encoding: 'gsm-7', units: 306, count: 2 }],
    ['a euro for two', '€'.repeat(80), { encoding: 'gsm-7', units: 160, count: 1 }],
    ['an escape that is not cut off', `${'a'.repeat(152)}€${'a'.repeat(20)}`, { units: 174, count: 2 }],
    ['an escape that would be', `${'a'.repeat(152)}€${'a'.repeat(151)}`, { units: 305, count: 2 }],
    ['an escape whose place is lost', `${'a'.repeat(152)}€${'a'.repeat(152)}`, { units: 306, count: 3 }],
    ['letters of western Europe', 'Ärger für Señor Ø à Paris', { encoding: 'gsm-7', count: 1 }],
    ['a cedilla that the table lacks', 'ça', { encoding: 'ucs-2', units: 2, count: 1 }],
    ['70 Cyrillic letters', 'ж'.repeat(70), { encoding: 'ucs-2', units: 70, count: 1 }],
    ['one more of them', 'ж'.repeat(71), { encoding: 'ucs-2', units: 71, count: 2 }],
    ['a pair across the border', `${'ж'.repeat(66)}😀${'ж'.repeat(66)}`, { units: 134, count: 3 }],
    ['35 faces', '😀'.repeat(35), { encoding: 'ucs-2', units: 70, count: 1 }],
  ])('%s', (_, text, segments) => expect(segmentsOf(text)).toMatchObject(segments));

  test.each([
    ['of GSM-7', gsm7],
    ['full of escapes', extended],
    ['full of surrogates', emoji],
    ['of any kind', fc.string({ unit: 'binary', maxLength: 300 })],
  ])('are as many as by hand: %s', (_, texts) =>
    fc.assert(fc.property(texts, (text) => expect(segmentsOf(text)).toEqual(byHand(text)))),
  );
});
