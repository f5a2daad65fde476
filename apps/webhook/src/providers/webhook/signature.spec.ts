import { sign } from './signature.js';

describe('the signature of a webhook', () => {
  test('is that of the Standard Webhooks specification', () => {
    // The example of the specification's own libraries.
    const signature = sign(
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      1614265330,
      '{"test": 2432232314}',
    );
    expect(signature).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  test('differs with the secret, the id, the time and the body', () => {
    const all = [
      sign('whsec_AAAA', 'a', 1, 'x'),
      sign('whsec_AAAB', 'a', 1, 'x'),
      sign('whsec_AAAA', 'b', 1, 'x'),
      sign('whsec_AAAA', 'a', 2, 'x'),
      sign('whsec_AAAA', 'a', 1, 'y'),
    ];
    expect(new Set(all).size).toBe(5);
  });
});
