import { nearNames } from './near-names.js';

const names = ['newsletter', 'one_time_code', 'order_update', 'order_updates', 'security_alert'];

describe('names that are near', () => {
  it.each([
    ['order_updat', ['order_update', 'order_updates']],
    ['Security-Alert', ['security_alert']],
    ['onetimecode', ['one_time_code']],
    ['newsletter', ['newsletter']],
    ['invoice', []],
    ['', []],
  ])('%j: %j', (name, near) => expect(nearNames(name, names)).toEqual(near));
});
