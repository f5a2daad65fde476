import { networkOf } from './network-of.js';

describe('the network of an address', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0/24'],
    ['::ffff:203.0.113.77', '203.0.113.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['2001:0DB8:0001:ffff::1', '2001:db8:1::/48'],
    ['2001:db8::1', '2001:db8:0::/48'],
    ['2001::1', '2001:0:0::/48'],
    ['::1', '0:0:0::/48'],
    ['::', '0:0:0::/48'],
    ['fe80::1%eth0', 'fe80:0:0::/48'],
    ['nonsense', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it('is the same for all in it, however they are written', () => {
    for (const address of [
      '2001:db8::',
      '2001:db8:0:1::',
      '2001:db8:0::9',
      '2001:0db8:0000:0000:0000:0000:0000:0001',
    ]) {
      expect(networkOf(address)).toBe('2001:db8:0::/48');
    }
  });
});
