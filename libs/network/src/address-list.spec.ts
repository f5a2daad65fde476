import fc from 'fast-check';
import { AddressList, isAddressRange, plainAddress } from './address-list.js';

describe('a list of addresses', () => {
  it.each([
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.0.0.0/8', '::ffff:10.1.2.3', true],
    ['10.0.0.0/8', '::ffff:a01:203', true],
    ['::ffff:10.0.0.0/104', '10.1.2.3', true],
    ['::ffff:10.0.0.0/104', '11.1.2.3', false],
    ['2001:db8::/32', '2001:0DB8:0:1::5', true],
    ['2001:db8::/32', '2001:db9::', false],
    ['192.0.2.7', '192.0.2.7', true],
    ['192.0.2.7', '192.0.2.8', false],
    ['0.0.0.0/0', '203.0.113.1', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['::/0', '2001:db8::1', true],
    ['10.0.0.0/8', 'unknown', false],
    ['::/0', 'fe80::1%eth0', false],
  ])('%s has %s: %s', (range, address, expected) => {
    expect(new AddressList([range]).has(address)).toBe(expected);
  });

  it.each([
    '',
    '/',
    '/8',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/08',
    '10.0.0.0/8/8',
    '10.0.0/8',
    '010.0.0.1',
    '10.0.0.0 /8',
    '2001:db8::/129',
    'fe80::1%eth0/64',
    '::ffff:10.0.0.0/64',
    'example.com',
    '10.0.0.0/8\r\n',
  ])('%j is no range', (text) => {
    expect(isAddressRange(text)).toBe(false);
    expect(() => new AddressList([text])).toThrow('not a range');
  });

  it('holds whatever shares the first bits, and nothing else', () => {
    const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
    const number = (parts: readonly number[]) => parts.reduce((sum, part) => sum * 256 + part, 0);
    fc.assert(
      fc.property(octets, octets, fc.nat(32), (range, address, bits) => {
        const first = (parts: readonly number[]) => Math.floor(number(parts) / 2 ** (32 - bits));
        const expected = first(range) === first(address);
        const list = new AddressList([`${range.join('.')}/${bits}`]);
        expect(list.has(address.join('.'))).toBe(expected);
        expect(list.has(`::ffff:${address.join('.')}`)).toBe(expected);
      }),
    );
  });

  it('never throws for what is read or looked up', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        isAddressRange(text);
        plainAddress(text);
        expect(new AddressList(['10.0.0.0/8']).has(text)).toBe(false);
      }),
    );
  });
});
