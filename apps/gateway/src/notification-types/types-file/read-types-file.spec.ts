import { readTypesFile } from './read-types-file.js';

const invoice = { name: 'invoice', category: 'billing', channels: ['email'] };
const read = (content: unknown, seeded?: string) => readTypesFile('types.json', JSON.stringify(content), seeded);

describe('a file of types', () => {
  it('says the types of one tenant or of several, with the defaults filled in', () => {
    const [one] = read({ tenant: 'acme', types: [invoice] });
    expect(one).toMatchObject({ tenantId: 'acme', type: { name: 'invoice', priority: 'medium', critical: false } });
    const two = read([
      { tenant: 'acme', types: [invoice] },
      { tenant: 'umbrella', types: [invoice] },
    ]);
    expect(two.map(({ tenantId }) => tenantId)).toEqual(['acme', 'umbrella']);
  });

  it('speaks of the seeded tenant where it names none', () => {
    expect(read({ types: [invoice] }, 'demo')).toMatchObject([{ tenantId: 'demo' }]);
    expect(() => read({ types: [invoice] })).toThrow('tenant is required where SEED_TENANT is not set');
  });

  it.each<[string, unknown, string]>([
    ['a field', [{ ...invoice, ttl_seconds: 1 }], 'acme, invoice: /ttl_seconds must be at least 10'],
    ['an unknown field', [{ ...invoice, colour: 'red' }], 'acme, invoice: /colour is not a known field'],
    ['a name', [invoice, { ...invoice, name: 'Bad Name' }], '/types/1/name must be a name'],
    ['no name', [{ category: 'x' }], '/types/0/name is required'],
    ['one name twice', [invoice, invoice], 'acme, invoice: is there twice'],
    ['no list', 'invoice', '/types must be an array'],
  ])('that is wrong in %s is told where: file, type and field', (_, types, problem) => {
    expect(() => read({ tenant: 'acme', types })).toThrow(`types.json is not valid: ${problem}`);
  });

  it('that is no JSON is told so, and not what is in it', () => {
    expect(() => readTypesFile('types.json', '{"secret', undefined)).toThrow(
      /types\.json is not valid: it is not JSON$/,
    );
  });
});
