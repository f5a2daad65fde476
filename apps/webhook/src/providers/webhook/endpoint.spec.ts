import { AddressGuard } from '#libs/network';
import { Endpoints } from './endpoint.js';

const endpoints = new Endpoints(new AddressGuard(['127.0.0.1:4003']));

describe('an endpoint', () => {
  test('is an origin and a path with its query', () => {
    expect(endpoints.at('https://hooks.example.com/a/b?c=d#e')).toEqual({
      origin: 'https://hooks.example.com',
      path: '/a/b?c=d',
    });
  });

  test.each(['ftp://example.com/', 'file:///etc/passwd', 'not a url', 'https://user:pass@example.com/'])(
    'is not %s',
    (url) => expect(endpoints.at(url)).toMatchObject({ refused: 'bad_url' }),
  );

  test.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://[::1]:4003/',
    'http://127.0.0.1:4004/',
  ])('is not in our own network, however it is spelled: %s', (url) =>
    expect(endpoints.at(url)).toMatchObject({ refused: 'address_refused' }),
  );

  test('may be where development says', () => {
    expect(endpoints.at('http://127.0.0.1:4003/webhook/a')).toMatchObject({ origin: 'http://127.0.0.1:4003' });
  });
});
