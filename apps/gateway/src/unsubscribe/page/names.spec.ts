import { categoryName, humanised } from './names.js';
import { TEXTS } from './texts/index.js';

describe('the name of a type', () => {
  test.each([
    ['order_update', 'Order update'],
    ['newsletter', 'Newsletter'],
    ['order.shipped', 'Order shipped'],
    ['orderShipped', 'Order shipped'],
    ['weekly-VIP-offers', 'Weekly VIP offers'],
    ['😀_day', '😀 day'],
    ['straße', 'Straße'],
    ['___', '___'],
  ])('%s is %s to its reader', (name, words) => expect(humanised(name)).toBe(words));
});

test('a category that all have is named in the language of the page, another by itself', () => {
  expect(categoryName('marketing', TEXTS.de)).toBe('Neuigkeiten und Angebote');
  expect(categoryName('club_news', TEXTS.de)).toBe('Club news');
  expect(categoryName('constructor', TEXTS.de)).toBe('Constructor');
});
