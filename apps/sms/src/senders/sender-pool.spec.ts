import fc from 'fast-check';
import { senderText } from '#libs/contracts';
import { SenderPool } from './sender-pool.js';

const US = ['+15005550006', '+15005550007', '+15005550008'];
const phones = fc.integer({ min: 1_000, max: 9_999 }).map((n) => `+1415555${n}`);
const idsFor = (pool: SenderPool, phone: string) => pool.lineFor(phone).map(({ id }) => id);

describe('a pool of numbers', () => {
  test('gives a person the same number always, whatever the order they are written in', () =>
    fc.assert(
      fc.property(phones, fc.shuffledSubarray(US, { minLength: 3 }), (phone, shuffled) => {
        expect(idsFor(new SenderPool(shuffled), phone)).toEqual(idsFor(new SenderPool(US), phone));
      }),
    ));

  test('uses all of them about as often', () => {
    const pool = new SenderPool(US);
    const used = Map.groupBy(
      Array.from({ length: 3_000 }, (_, i) => `+1415555${1_000 + i}`),
      (phone) => pool.lineFor(phone)[0]!.id,
    );
    for (const id of US) expect(used.get(id)!.length).toBeGreaterThan(800);
  });

  test('moves nobody but those who get the new number', () =>
    fc.assert(
      fc.property(phones, (phone) => {
        const before = idsFor(new SenderPool(US), phone)[0];
        const after = idsFor(new SenderPool([...US, '+15005550010']), phone)[0];
        expect([before, '+15005550010']).toContain(after);
      }),
    ));

  test.each([
    ['+436641234567', '+43720000001'],
    ['+491701234567', '+4930000002'],
    ['+442079460000', '+442079460001'],
  ])('reaches %s from the number of its country, %s', (phone, sender) => {
    const pool = new SenderPool([...US, '+43720000001', '+4930000002', '+442079460001']);
    expect(idsFor(pool, phone)[0]).toBe(sender);
    expect(idsFor(pool, phone)).toHaveLength(6);
  });

  test('says a name only where it is allowed', () => {
    const pool = new SenderPool(['Acme:AT/DE', '+15005550006']);
    expect(idsFor(pool, '+436641234567')).toEqual(['Acme', '+15005550006']);
    expect(idsFor(pool, '+14155550123')).toEqual(['+15005550006']);
    expect(idsFor(new SenderPool(['Acme']), '+14155550123')).toEqual([]);
    expect(idsFor(new SenderPool(['Acme']), '+33600000000')).toEqual(['Acme']);
  });

  test('puts a number that was refused behind the others, for as long as is said', () => {
    let now = 0;
    const pool = new SenderPool(US, { now: () => now });
    const line = pool.lineFor('+14155550123');
    pool.block(line[0]!, 1_000);
    expect(pool.lineFor('+14155550123')).toEqual([line[1], line[2], line[0]]);
    now = 1_000;
    expect(pool.lineFor('+14155550123')).toEqual(line);
  });

  test.each(['+15005550006', '12345', 'MG00000000000000000000000000000000', 'Acme', 'Acme:AT/DE', '+15005550006:US'])(
    'understands %s',
    (text) => expect(senderText.safeParse(text).success).toBe(true),
  );

  test.each(['', '5005550006123', '+1', 'A name that is too long', 'Acme:at', 'Acme:'])('refuses %j', (text) =>
    expect(senderText.safeParse(text).success).toBe(false),
  );
});
