import type { LookupAddress } from 'node:dns';
import { AddressGuard } from './address-guard.js';

type Resolver = NonNullable<ConstructorParameters<typeof AddressGuard>[1]>;

const resolvingTo = (...found: LookupAddress[]) =>
  new AddressGuard([], ((_name: string, _options: object, done: (error: null, found: LookupAddress[]) => void) =>
    done(null, found)) as unknown as Resolver);

const lookUp = (guard: AddressGuard, all = false) =>
  new Promise((ok, fail) =>
    guard.lookup('hooks.example.com', { all }, (error, address) => (error ? fail(error) : ok(address))),
  );

const good: LookupAddress = { address: '93.184.216.34', family: 4 };
const bad: LookupAddress = { address: '10.0.0.7', family: 4 };

describe('the guard of addresses', () => {
  test('answers the address that it checked', async () => {
    await expect(lookUp(resolvingTo(good))).resolves.toBe(good.address);
    await expect(lookUp(resolvingTo(good), true)).resolves.toEqual([good]);
  });

  test('refuses a name that leads into our network', async () => {
    await expect(lookUp(resolvingTo(bad))).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  });

  test('refuses a name that leads to both', async () => {
    await expect(lookUp(resolvingTo(good, bad), true)).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  });

  test('refuses a name that leads nowhere', async () => {
    await expect(lookUp(resolvingTo())).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  });

  test.each(['127.0.0.1', '[::1]', '[::ffff:169.254.169.254]', '169.254.169.254'])('refuses the literal %s', (host) =>
    expect(new AddressGuard([]).isRefusedLiteral(host)).toBe(true),
  );

  test.each(['93.184.216.34', '[2606:4700:4700::1111]', 'hooks.example.com'])(
    'does not refuse %s as a literal',
    (host) => expect(new AddressGuard([]).isRefusedLiteral(host)).toBe(false),
  );

  test('lets exactly the listed place through', () => {
    const guard = new AddressGuard(['127.0.0.1:4003', 'sim:80']);
    const at = (hostname: string, port: string) => guard.isAllowed({ hostname, port, protocol: 'http:' });
    expect([at('127.0.0.1', '4003'), at('127.0.0.1', '4004'), at('localhost', '4003'), at('sim', '')]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });
});
