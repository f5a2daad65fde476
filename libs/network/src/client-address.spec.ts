import { AddressList } from './address-list.js';
import { clientAddress } from './client-address.js';

describe('the address of a client', () => {
  const nobody = new AddressList([]);
  const proxies = new AddressList(['10.0.0.0/8']);

  it('is the peer where no proxy is trusted, whatever a header says', () => {
    expect(clientAddress('203.0.113.9', '198.51.100.1', nobody)).toBe('203.0.113.9');
    expect(clientAddress('203.0.113.9', '198.51.100.1', proxies)).toBe('203.0.113.9');
  });

  it.each([
    ['198.51.100.1', '198.51.100.1'],
    ['192.0.2.66, 198.51.100.1', '198.51.100.1'],
    ['192.0.2.66, 198.51.100.1, 10.0.0.2', '198.51.100.1'],
    ['::ffff:198.51.100.1', '198.51.100.1'],
    ['10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['198.51.100.1, unknown', undefined],
    ['', undefined],
    [undefined, '10.0.0.1'],
  ])('behind a proxy with %j is the last that is no proxy: %j', (header, expected) => {
    expect(clientAddress('::ffff:10.0.0.1', header, proxies)).toBe(expected);
  });
});
