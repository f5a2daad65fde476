import { checkItems, InvalidItemError } from './check-items.js';

const user = { tenant_id: 'acme', user_id: 'ada' };
const put = (more: object) => checkItems('preferences.put_user', { items: [{ ...user, ...more }] });

describe('items that come past the gateway', () => {
  test.each([
    {},
    { email: 'ada@example.com', phone: '+491701234567' },
    { email: null, phone: null },
    { webhooks: [{ url: 'https://hooks.example/x' }] },
  ])('takes %j', (more) => expect(put(more)).toEqual([{ ...user, ...more }]));

  test.each([
    { email: 'ada' },
    { email: 'ada@ex ample' },
    { phone: '0170 1234567' },
    { webhooks: [{ url: 'file:///etc/passwd' }] },
    { user_id: '' },
    { tenant_id: 7 },
  ])('refuses %j, and does not repeat it', (more) => {
    expect(() => put(more)).toThrow(InvalidItemError);
    expect(() => put(more)).toThrow(new RegExp(`0\\.${Object.keys(more)[0]}`));
  });

  test('refuses more than a thousand', () => {
    const items = Array.from({ length: 1_001 }, () => user);
    expect(() => checkItems('preferences.lookup', { items })).toThrow(InvalidItemError);
  });

  test('refuses a payload without items', () => {
    expect(() => checkItems('preferences.lookup', {} as never)).toThrow(InvalidItemError);
  });
});
