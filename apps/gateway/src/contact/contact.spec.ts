import fc from 'fast-check';
import { normalEmail } from './email.js';
import { canonicalLocale } from './locale.js';
import { normalPhone } from './phone.js';
import { isTimeZone } from './time-zone.js';

describe('an e-mail address', () => {
  it.each([
    ['ada@example.com', 'ada@example.com'],
    ['Ada.Lovelace+x@Example.COM', 'Ada.Lovelace+x@example.com'],
    ["o'brien@example.co.uk", "o'brien@example.co.uk"],
    ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
    ['ada@例え.テスト', 'ada@xn--r8jz45g.xn--zckzah'],
    ['аda@example.com', 'аda@example.com'], // the first letter is Cyrillic, and another one
    ['ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
    [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ])('%s is kept as %s', (text, kept) => expect(normalEmail(text)).toBe(kept));

  it.each([
    '',
    'ada',
    'ada@',
    '@example.com',
    'ada@example',
    ' ada@example.com',
    'ada@example.com ',
    'a da@example.com',
    'ada@exa mple.com',
    'ada@@example.com',
    'ada@b@example.com',
    '.ada@example.com',
    'a..da@example.com',
    'ada.@example.com',
    'ada@-example.com',
    'ada@example..com',
    'ada@127.0.0.1',
    'ada@[127.0.0.1]',
    'ada@%65xample.com',
    'ada@example.com/x',
    'ada@example.com:25',
    'ada\u200b@example.com',
    'ada\u202e@example.com',
    'ada\r\nbcc: bob@example.com',
    'Ada <ada@example.com>',
    `${'a'.repeat(65)}@example.com`,
    `ada@${'a'.repeat(64)}.com`,
    `ada@${'a.'.repeat(130)}com`,
  ])('%j is none', (text) => expect(normalEmail(text)).toBeUndefined());

  it('stays what it has become', () => {
    const domain = fc.domain();
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), domain, (local, host) => {
        const kept = normalEmail(`${local}@${host}`);
        if (kept !== undefined) expect(normalEmail(kept)).toBe(kept);
      }),
    );
  });
});

describe('a phone number', () => {
  it.each([
    ['+14155550123', '+14155550123'],
    ['+1 (415) 555-0123', '+14155550123'],
    ['+43 664 / 123-4567', '+436641234567'],
    ['+49 (0)30 123456', '+4930123456'],
    ['+44 7700 900123', '+447700900123'], // of a range that is for fiction
  ])('%s is kept as %s', (text, kept) => expect(normalPhone(text)).toBe(kept));

  it.each([
    '',
    '+',
    '4155550123',
    '0664 1234567',
    '0043 664 1234567',
    '+1415555012',
    '+14155550123456',
    '+999999999999',
    '+0123456789',
    '+1 415 555 0123 ext. 5',
    'tel:+14155550123',
    '+١٤١٥٥٥٥٠١٢٣',
    '＋14155550123',
    '+1415555O123',
    `+1${' '.repeat(40)}4155550123`,
  ])('%j is none', (text) => expect(normalPhone(text)).toBeUndefined());
});

describe('names that Intl knows', () => {
  it('languages are kept as they are written', () => {
    expect(['DE-at', 'en', 'zh-hant-tw', 'iw'].map(canonicalLocale)).toEqual(['de-AT', 'en', 'zh-Hant-TW', 'he']);
    expect(['', 'de_AT', 'x', '-', 'toolonglanguage', 'de-'].map(canonicalLocale)).toEqual(Array(6).fill(undefined));
  });

  it('time zones may be called by an older name, and must exist', () => {
    for (const zone of ['Europe/Vienna', 'Asia/Calcutta', 'Asia/Kolkata', 'US/Eastern', 'UTC', 'Etc/GMT+5'])
      expect([zone, isTimeZone(zone)]).toEqual([zone, true]);
    for (const zone of ['', 'Mars/Olympus', '+01:00', 'Europe/Vienna ', '../etc/passwd', 'constructor'])
      expect([zone, isTimeZone(zone)]).toEqual([zone, undefined]);
  });
});
