import fc from 'fast-check';
import { uuidv7 } from '#libs/kernel';
import { Database } from '#libs/persistence';
import { testDatabase, type TestDatabase } from '#libs/testing';

const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(fc.option(arbitrary), { maxLength: 20 });
const instant = fc
  .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
  .map((date) => date.toISOString());
/** All that UTF-8 can say, but for NUL. */
const anyText = fc.string({ unit: 'grapheme-composite' }).map((text) => text.replaceAll('\0', ''));

describe('arrays on their way to Postgres', () => {
  let admin: TestDatabase;
  let db: Database;
  beforeAll(async () => {
    admin = await testDatabase();
    db = Database.connect(admin.url, { schema: admin.schema, name: 'arrays' });
  });
  afterAll(async () => {
    await db.close();
    await admin.drop();
  });

  /** What Postgres reads of bytes, and of the literal: a cast that says nothing of its elements leaves it to that. */
  const bothWays = async (type: string, values: readonly unknown[]): Promise<[string, string]> => {
    const select = (name: string, parameter: string) => ({
      name,
      text: `select ${parameter}::text as read`,
      values: [values],
    });
    const [[bytes], [literal]] = (await db.batch([
      select(`bytes ${type}`, `$1::${type}[]`),
      select(`literal ${type}`, `cast($1 as ${type}[])`),
    ])) as unknown as [[{ read: string }], [{ read: string }]];
    return [bytes.read, literal.read];
  };

  it.each<[string, fc.Arbitrary<unknown>]>([
    [
      'uuid',
      fc.oneof(
        fc.uuid(),
        fc.uuid().map((id) => id.toUpperCase()),
        fc.constant(uuidv7()),
      ),
    ],
    ['text', fc.oneof(anyText, fc.integer(), fc.boolean(), fc.record({ a: anyText }))],
    ['json', fc.jsonValue().map((value) => JSON.stringify(value).replaceAll('\\u0000', ''))],
    ['smallint', fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 })],
    ['int', fc.integer()],
    [
      'float8',
      fc.oneof(
        fc.double({ noDefaultInfinity: true }).filter((n) => !Object.is(n, -0)),
        fc.constant(0.1),
      ),
    ],
    [
      'timestamptz',
      fc.oneof(
        instant,
        instant.map((text) => new Date(text)),
        fc.constant('2026-11-21T08:00:00.123456Z'),
      ),
    ],
    ['boolean', fc.boolean()],
  ])('are the same as bytes and as a literal: %s', async (type, element) => {
    await fc.assert(
      fc.asyncProperty(orNull(element), async (values) => {
        const [bytes, literal] = await bothWays(type, values);
        expect(bytes).toBe(literal);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['uuid', ['not an id']],
    ['uuid', ['0197f2a0-0000-7000-8000-00000000000g']],
    ['text', ['a NUL: \0']],
    ['json', ['{']],
    ['smallint', [40_000]],
    ['int', ['x']],
    ['timestamptz', ['2026-02-30T08:00:00.000Z']],
    ['timestamptz', ['2026-13-01T08:00:00.000Z']],
  ])('are refused by Postgres where they are wrong: %s %j', async (type, values) => {
    await expect(
      db.query({ name: `wrong ${type}`, text: `select $1::${type}[]`, values: [values] }),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^22/) as string });
  });
});
