import { callbackAddress } from './callback-address.js';

describe('where a provider tells what became of messages', () => {
  test.each(['https://api.example.com', 'https://api.example.com/'])('is one address for %s', (base) =>
    expect(callbackAddress(base, 'twilio')).toBe('https://api.example.com/callbacks/twilio'),
  );

  test('is one of its own for an account of a tenant', () =>
    expect(callbackAddress('https://api.example.com', 'ses', 'a-1')).toBe('https://api.example.com/callbacks/ses/a-1'));
});
