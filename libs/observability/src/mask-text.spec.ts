import { maskText } from './mask-text.js';

describe('maskText', () => {
  test.each([
    ['550 no such user jo.doe+x@mail.example here', '550 no such user [email] here'],
    ['to=jo%40mail.example&x=1', 'to=[email]&x=1'],
    ["The 'To' number +491701234567 is not valid", "The 'To' number [number] is not valid"],
    ['call (212) 555-0123 4', 'call ([number]'],
    ['Authorization: Bearer abcdef.ghijkl', 'Authorization: Bearer ***'],
    ['connect ECONNREFUSED 127.0.0.1:5432', 'connect ECONNREFUSED 127.0.0.1:5432'],
    ['error 30006 after 250 ms', 'error 30006 after 250 ms'],
  ])('%s', (given, masked) => expect(maskText(given)).toBe(masked));
});
