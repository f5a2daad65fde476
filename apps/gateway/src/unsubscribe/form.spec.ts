import { readForm } from './form.js';

const URLENCODED = 'application/x-www-form-urlencoded';
const form = (fields: readonly (readonly [string, string])[]) =>
  readForm(
    URLENCODED,
    Buffer.from(new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString()),
  );
const saved = async (...fields: (readonly [string, string])[]) => {
  const asked = await form([['do', 'save'], ...fields]);
  return asked?.kind === 'save' ? asked.changes : asked?.kind;
};

const multipart = (name: string, value: string) =>
  readForm(
    'multipart/form-data; boundary=xyz',
    Buffer.from(`--xyz\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--xyz--\r\n`),
  );

describe('what is posted to an unsubscribe link', () => {
  test('is one click, in either form in which mailboxes send it', async () => {
    expect(await form([['List-Unsubscribe', 'One-Click']])).toEqual({ kind: 'one_click' });
    expect(await multipart('List-Unsubscribe', 'One-Click')).toEqual({ kind: 'one_click' });
  });

  test('is the button, or the form', async () => {
    expect(await form([['do', 'unsubscribe']])).toEqual({ kind: 'unsubscribe' });
    expect(await saved()).toEqual({ ticked: [], unticked: [] });
  });

  test.each([
    [URLENCODED, Buffer.from('')],
    [URLENCODED, Buffer.from('do=else')],
    [URLENCODED, Buffer.from('List-Unsubscribe=yes')],
    ['application/json', Buffer.from('{"List-Unsubscribe":"One-Click"}')],
    ['multipart/form-data', Buffer.from('List-Unsubscribe=One-Click')],
    ['multipart/form-data; boundary=x', Buffer.from('--x\r\nnothing')],
    [undefined, Buffer.from('List-Unsubscribe=One-Click')],
    [URLENCODED, undefined],
  ])('of %s is neither, and changes nothing', (type, body) => expect(readForm(type, body)).resolves.toBeUndefined());

  test('changes the boxes that were changed, and no others', async () => {
    const changes = await saved(
      ['was', 'type:email:newsletter'],
      ['was', 'type:sms:a:b'],
      ['on', 'type:sms:a:b'],
      ['on', 'category:push:news'],
    );
    expect(changes).toEqual({
      ticked: [{ on: 'category', channel: 'push', name: 'news' }],
      unticked: [{ on: 'type', channel: 'email', name: 'newsletter' }],
    });
  });

  test.each(['type:pigeon:newsletter', 'type:email:', 'all:email:x', 'nonsense', ''])('knows no box %j', async (text) =>
    expect(await saved(['on', text], ['was', text])).toEqual({ ticked: [], unticked: [] }),
  );

  test.each([
    [[['stop', 'yes']], { stop: true }],
    [[['was_stop', 'yes']], { stop: false }],
    [
      [
        ['stop', 'yes'],
        ['was_stop', 'yes'],
      ],
      {},
    ],
    [
      [
        ['quiet', 'yes'],
        ['start', '22:00'],
        ['end', '07:00'],
        ['was_quiet', ''],
      ],
      { quiet: { start: '22:00', end: '07:00' } },
    ],
    [
      [
        ['quiet', 'yes'],
        ['start', '22:00'],
        ['end', '07:00'],
        ['was_quiet', '22:00-07:00'],
      ],
      {},
    ],
    [
      [
        ['start', '22:00'],
        ['end', '07:00'],
        ['was_quiet', '22:00-07:00'],
      ],
      { quiet: null },
    ],
    [
      [
        ['start', ''],
        ['end', ''],
        ['was_quiet', ''],
      ],
      {},
    ],
    [
      [
        ['quiet', 'yes'],
        ['start', '22:00'],
        ['end', '22:00'],
      ],
      { quiet: 'invalid' },
    ],
    [
      [
        ['quiet', 'yes'],
        ['start', '24:00'],
        ['end', '07:00'],
      ],
      { quiet: 'invalid' },
    ],
    [[['quiet', 'yes']], { quiet: 'invalid' }],
  ] as const)('of %j means %j', async (fields, changes) =>
    expect(await saved(...(fields as readonly (readonly [string, string])[]))).toEqual({
      ticked: [],
      unticked: [],
      ...changes,
    }),
  );
});
