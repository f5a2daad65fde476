import fc from 'fast-check';
import { readGrantForm } from './grant-form.js';
import { GrantRefusedError } from './grant.error.js';

const form = (fields: Record<string, string>) =>
  Buffer.from(new URLSearchParams({ grant_type: 'client_credentials', ...fields }).toString());
const basic = (id: string, secret: string) =>
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;
const refusal = (authorization: string | undefined, body: unknown) => {
  try {
    return readGrantForm(authorization, body);
  } catch (error) {
    if (error instanceof GrantRefusedError) return [error.status, error.error];
    throw error;
  }
};

describe('a request for a token', () => {
  it('names the client in the form or by HTTP Basic', () => {
    const asked = { clientId: 'c', clientSecret: 'ck_s', scopes: undefined };
    expect(readGrantForm(undefined, form({ client_id: 'c', client_secret: 'ck_s' }))).toEqual(asked);
    expect(readGrantForm(basic('c', 'ck_s'), form({}))).toEqual(asked);
    expect(readGrantForm(basic('c', 'ck_s'), form({ client_id: 'c' }))).toEqual(asked);
    expect(readGrantForm(basic('a:b', 'c:d +%'), form({}))).toMatchObject({ clientId: 'a:b', clientSecret: 'c:d +%' });
    expect(readGrantForm(basic('c', 's'), form({ scope: 'users:read  users:write' }))).toMatchObject({
      scopes: ['users:read', 'users:write'],
    });
  });

  it.each<[string, string | undefined, unknown, [number, string]]>([
    ['no body', basic('c', 's'), undefined, [400, 'invalid_request']],
    ['JSON', basic('c', 's'), Buffer.from('{"grant_type":"client_credentials"}'), [400, 'invalid_request']],
    ['another grant', basic('c', 's'), form({ grant_type: 'password' }), [400, 'unsupported_grant_type']],
    ['a field twice', basic('c', 's'), Buffer.from(`${form({}).toString()}&scope=a&scope=b`), [400, 'invalid_request']],
    ['two ways at once', basic('c', 's'), form({ client_id: 'c', client_secret: 's' }), [400, 'invalid_request']],
    ['two ids', basic('c', 's'), form({ client_id: 'd' }), [400, 'invalid_request']],
    ['no client', undefined, form({}), [401, 'invalid_client']],
    ['an id alone', undefined, form({ client_id: 'c' }), [401, 'invalid_client']],
    ['a bearer token', 'Bearer x', form({}), [401, 'invalid_client']],
    ['Basic of nothing', 'Basic', form({}), [401, 'invalid_client']],
    ['Basic without a secret', basic('c', ''), form({}), [401, 'invalid_client']],
    ['Basic with a broken escape', `Basic ${btoa('c:%zz')}`, form({}), [401, 'invalid_client']],
  ])('with %s is refused as OAuth has it', (_, authorization, body, expected) => {
    expect(refusal(authorization, body)).toEqual(expected);
  });

  it('is read or refused, whatever it is', () => {
    const header = fc.option(
      fc.oneof(
        fc.string(),
        fc.base64String().map((text) => `Basic ${text}`),
      ),
      { nil: undefined },
    );
    const body = fc.oneof(
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.dictionary(fc.constantFrom('client_id', 'client_secret', 'scope', 'grant_type'), fc.string()).map(form),
    );
    fc.assert(fc.property(header, body, (authorization, bytes) => void refusal(authorization, bytes)));
  });
});
