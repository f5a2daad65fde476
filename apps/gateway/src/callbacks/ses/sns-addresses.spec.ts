import { certificateAddress, confirmationAddress } from './sns-addresses.js';

const PATH = '/SimpleNotificationService-9c6465fa7f48f5cacd23014631ec1136.pem';
const TOPIC = 'arn:aws:sns:us-west-2:000000000000:ses';

describe('an address that a message of SNS names', () => {
  test.each(['us-west-2.amazonaws.com', 'us-gov-west-1.amazonaws.com', 'cn-north-1.amazonaws.com.cn'])(
    'is gone to for a certificate at sns.%s',
    (host) => expect(certificateAddress(`https://sns.${host}${PATH}`)).toBe(`https://sns.${host}${PATH}`),
  );

  test.each([
    `http://sns.us-west-2.amazonaws.com${PATH}`,
    `https://sns.us-west-2.amazonaws.com:444${PATH}`,
    `https://sns.us-west-2.amazonaws.com.example.com${PATH}`,
    `https://sns.us-west-2.amazonaws.com@example.com${PATH}`,
    `https://example.com/sns.us-west-2.amazonaws.com${PATH}`,
    `https://sns.evil.us-west-2.amazonaws.com${PATH}`,
    `https://s3.us-west-2.amazonaws.com${PATH}`,
    `https://sns.us-west-2.amazonaws.com/x/..${PATH}?x`,
    `https://sns.us-west-2.amazonaws.com/?Action=Anything`,
    `https://sns.us-west-2.amazonaws.com/x${PATH}`,
    'file:///etc/passwd',
    '',
  ])('is not gone to for a certificate at %s', (url) => expect(certificateAddress(url)).toBeUndefined());

  it('confirms the topic that it is about, and no other', () => {
    const url = `https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=t`;
    expect(confirmationAddress(url, TOPIC)).toBe(url);
    expect(confirmationAddress(url, `${TOPIC}-2`)).toBeUndefined();
    expect(confirmationAddress(url.replace('Confirm', 'Delete'), TOPIC)).toBeUndefined();
  });
});
