import fc, { type Arbitrary } from 'fast-check';

const text = fc.string({ unit: 'binary', maxLength: 40 });

/** What nobody means well with. */
export const hostileValue: Arbitrary<unknown> = fc.oneof(
  text,
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    '\ud800',
    'x\udc00y',
    '__proto__',
    'constructor',
    '../..',
    '%00',
    "'; drop table users; --",
    '\u202e\u200b\ufeff',
    'e\u0301\u00e9',
    'a\r\nSet-Cookie: b=c',
    'a'.repeat(5_000),
    '💥'.repeat(200),
  ),
  fc.constantFrom(-1, 0, 1e308, -0, 2 ** 53, 2 ** 31, 0.1, 1e-7),
  fc.boolean(),
  fc.constant(null),
  fc.constant([]),
  fc.constant({}),
  fc.array(text, { maxLength: 3 }),
  fc.dictionary(text, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
  fc.constantFrom(20, 40, 400).map(deep),
);

function deep(levels: number): unknown {
  let value: unknown = 'x';
  for (let i = 0; i < levels; i++) value = i % 2 === 0 ? [value] : { a: value };
  return value;
}

const hostileName = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'toString', 'id', '', 'a.b', '\ud800'), text);

interface Harm {
  readonly kind: 'replace' | 'remove' | 'add' | 'many';
  /** Which of the places, as a share of all. */
  readonly where: number;
  readonly name: string;
  readonly value: unknown;
}

const harm: Arbitrary<Harm> = fc.record({
  kind: fc.constantFrom('replace', 'replace', 'remove', 'add', 'many'),
  where: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  name: hostileName,
  value: hostileValue,
});

/** About half of them untouched; the others with a thing or two done to them. */
export const maybeHarmed = (good: Arbitrary<unknown>): Arbitrary<unknown> =>
  fc.oneof(
    good,
    fc.tuple(good, fc.array(harm, { minLength: 1, maxLength: 2 })).map(([value, harms]) => harms.reduce(harmed, value)),
  );

type Place = [parent: Record<string, unknown>, name: string];

function harmed(value: unknown, { kind, where, name, value: hostile }: Harm): unknown {
  const root: Record<string, unknown> = { '': structuredClone(value) };
  const places = placesIn(root);
  const [parent, at] = places[Math.floor(where * places.length)] as Place;
  const inner = parent[at];
  if (kind === 'remove') delete parent[at];
  else if (kind === 'replace' || typeof inner !== 'object' || inner === null) parent[at] = hostile;
  else if (kind === 'add') define(inner, name, hostile);
  else for (let i = 0; i < 1_200; i++) define(inner, `k${i}`, i);
  return root[''];
}

function placesIn(object: object): Place[] {
  return Object.keys(object).flatMap((name): Place[] => {
    const own = object as Record<string, unknown>;
    const inner = own[name];
    return [[own, name], ...(typeof inner === 'object' && inner !== null ? placesIn(inner) : [])];
  });
}

/** As a field of its own, also where it is named __proto__. */
const define = (object: object, name: string, value: unknown): unknown =>
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });

/** What JSON.stringify cannot write: text that is broken, doubled or no text at all. */
export const spoiledText = (good: Arbitrary<string>): Arbitrary<Buffer> =>
  fc.oneof(
    { weight: 12, arbitrary: good.map((one) => Buffer.from(one)) },
    good.map((one) => Buffer.from(one.slice(0, Math.ceil(one.length / 2)))),
    good.map((one) => Buffer.from(one.replace('{', '{"a":1,"a":2,'))),
    good.map((one) => Buffer.concat([Buffer.from([0xff, 0xfe, 0x00]), Buffer.from(one)])),
    good.map((one) => Buffer.from(`\ufeff${one}`)),
    fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
    fc.constant(Buffer.alloc(0)),
    fc.constant(Buffer.from(`${'['.repeat(20_000)}`)),
    fc.constant(Buffer.from(`{"a":"${'x'.repeat(300_000)}"}`)),
  );

/** As they stand in an address; never empty, and without what would divide it. */
export const hostileSegment: Arbitrary<string> = fc.oneof(
  fc.constantFrom('..', '.', '%2e%2e', '%2F', 'a%2Fb', '%00', '%zz', '%', '%ff', '%ed%a0%80', 'x'.repeat(1_500)),
  fc.constantFrom(
    'bulk',
    'unread',
    'read',
    'nobody',
    '%F0%9F%92%A5',
    'e%CC%81',
    '%0d%0aX:%20y',
    ':id',
    '*',
    '__proto__',
  ),
  fc.uuid(),
  text.filter((one) => one.isWellFormed() && one !== '').map(encodeURIComponent),
);

const header = fc
  .oneof(
    fc.constantFrom(
      '',
      ' ',
      '""',
      '"a',
      'a"b',
      '"a\\"b"',
      'k\u00e9y',
      'x'.repeat(300),
      '*/*;q=0',
      'null',
      '0',
      '-1',
      ',',
    ),
    fc.string({ maxLength: 30 }),
  )
  .map((one) => one.replace(/[^\x20-\x7e\x80-\xff]/g, ''));

const MEDIA = [
  'application/json',
  'application/json; charset=utf-8',
  'application/json; charset=latin1',
  'APPLICATION/JSON',
  'application/json;',
  'application/problem+json',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/octet-stream',
  'json',
];

/** Headers that are odd; most requests have none of them. */
export const hostileHeaders: Arbitrary<Record<string, string>> = fc
  .record(
    {
      'idempotency-key': header,
      'content-type': fc.oneof(fc.constantFrom(...MEDIA), header),
      accept: fc.oneof(fc.constantFrom('text/html', 'application/xml', '*/*', 'application/json;q=0'), header),
      'accept-encoding': header,
      authorization: fc.oneof(fc.constantFrom('Bearer', 'Bearer ', 'Basic eDp5', 'bearer x', 'Bearer a.b.c'), header),
      traceparent: fc.oneof(fc.constantFrom('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'), header),
      'x-forwarded-for': fc.oneof(fc.constantFrom('203.0.113.9', '::1, x', '203.0.113.9, 198.51.100.1'), header),
      'x-http-method-override': fc.constant('DELETE'),
      'user-agent': header,
    },
    { requiredKeys: [] },
  )
  .chain((all) => fc.subarray(Object.entries(all).slice(0, 12)))
  .map((some) => Object.fromEntries(some.slice(0, 2)));
