import { statusFields, twilioSignature } from './twilio.callbacks.js';

describe("Twilio's callbacks", () => {
  it("are signed as in Twilio's own example", () => {
    const fields = {
      CallSid: 'CA1234567890ABCDE',
      Caller: '+14158675309',
      Digits: '1234',
      From: '+14158675309',
      To: '+18005551212',
    };
    expect(twilioSignature('12345', 'https://mycompany.com/myapp.php?foo=1&bar=2', fields)).toBe(
      'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
    );
  });

  it('name an error only when there is one', () => {
    const callback = { seq: 1, kind: 'delivered', dueAt: 0, send: { to: '+1', message_id: 'SM1' } };
    expect(statusFields(callback)).not.toHaveProperty('ErrorCode');
    expect(statusFields({ ...callback, kind: 'undelivered' })).toMatchObject({
      MessageStatus: 'undelivered',
      ErrorCode: '30003',
    });
  });
});
