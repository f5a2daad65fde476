import { createECDH } from 'node:crypto';
import { encrypt, MOST_BYTES } from './encrypt.js';

const keys = {
  p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
};

describe('the encryption for a browser', () => {
  test('is that of the example in RFC 8291, appendix A, to the byte', () => {
    const sender = createECDH('prime256v1');
    sender.setPrivateKey(Buffer.from('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw', 'base64url'));
    const salt = Buffer.from('DGv6ra1nlYgDCS1FRnbzlw', 'base64url');
    const plain = Buffer.from('When I grow up, I want to be a watermelon');
    expect(encrypt(plain, keys, sender, salt).toString('base64url')).toBe(
      'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
    );
  });

  test('is another one each time', () => {
    const plain = Buffer.from('the same');
    expect(encrypt(plain, keys).equals(encrypt(plain, keys))).toBe(false);
  });

  test('fills 4,096 bytes with the largest message', () => {
    expect(encrypt(Buffer.alloc(MOST_BYTES), keys)).toHaveLength(4_096);
  });

  test('refuses a key that is no point of the curve', () => {
    const p256dh = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 7)]).toString('base64url');
    expect(() => encrypt(Buffer.from('x'), { ...keys, p256dh })).toThrow();
  });
});
