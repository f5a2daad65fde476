import { AddressGuard } from '#libs/network';
import { pushEndpoint } from './push-endpoint.js';

const guard = new AddressGuard(['127.0.0.1:4004']);

describe('the endpoint of a subscription', () => {
  test('is an https address in the public internet', () => {
    const endpoint = { url: 'https://push.example.com/a?b=1', origin: 'https://push.example.com' };
    expect(pushEndpoint('https://push.example.com/a?b=1', guard)).toEqual(endpoint);
  });

  test.each([
    ['http://push.example.com/a', 'bad_url'],
    ['https://me:secret@push.example.com/a', 'bad_url'],
    ['file:///etc/passwd', 'bad_url'],
    ['nonsense', 'bad_url'],
    ['https://127.0.0.1/a', 'address_refused'],
    ['https://127.0.0.1:4005/a', 'address_refused'],
    ['https://[::1]/a', 'address_refused'],
    ['https://2130706433/a', 'address_refused'],
    ['https://169.254.169.254/latest', 'address_refused'],
  ])('is not %s', (url, refused) => expect(pushEndpoint(url, guard)).toMatchObject({ refused }));

  test('may be elsewhere where the deployment says so, by host and port', () => {
    expect(pushEndpoint('https://127.0.0.1:4004/a', guard)).toMatchObject({ origin: 'https://127.0.0.1:4004' });
  });
});
