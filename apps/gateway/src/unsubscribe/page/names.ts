import type { Texts } from './texts/texts.js';

/** `order_update` → `Order update`: for who reads it without being a programmer. */
export function humanised(name: string): string {
  const words = name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .split(/[\s_.:/-]+/)
    .filter((word) => word !== '');
  if (words.length === 0) return name;
  const lower = words.map((word) => (/^\p{Lu}{2,}$/u.test(word) ? word : word.toLowerCase())).join(' ');
  const [first = ''] = lower;
  return first.toUpperCase() + lower.slice(first.length);
}

export const categoryName = (category: string, { categories }: Texts): string =>
  Object.hasOwn(categories, category) ? categories[category as keyof typeof categories] : humanised(category);
