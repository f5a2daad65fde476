/** What becomes of the preferences by a click or a form: pure, and merge patches all, so that nothing else is touched. */
import type { ChoicesPatch, PreferencesPatch, Profile } from '#libs/contracts';
import type { UnsubscribeToken } from '#libs/unsubscribe';
import type { Types } from '../notification-types/type-catalog.js';
import type { Choice } from './choice.js';
import type { Changes } from './form.js';
import { wants } from './wishes.js';

/** Mail that somebody has ordered, by buying or by having an account: it is no list, and declining one is not declining all. */
const NO_LISTS = ['transactional', 'security', ''];

/**
 * One click of a mailbox. The list that RFC 8058 speaks of is the category: who declines a newsletter wants no tip of the week
 * either, and would call it spam. A word that was said for this very type would beat it, so it is taken back.
 */
export function oneClickPatch({ type, category, channel }: UnsubscribeToken): PreferencesPatch {
  if (NO_LISTS.includes(category)) return typePatch({ type, channel });
  return { categories: { [category]: { [channel]: false } }, types: { [type]: { [channel]: null } } };
}

/** The button of the page, where the category is in sight: what it says and no more. */
export const typePatch = ({ type, channel }: Pick<UnsubscribeToken, 'type' | 'channel'>): PreferencesPatch => ({
  types: { [type]: { [channel]: false } },
});

/** The form of the page. Undefined where nothing was changed. */
export function patchOf(changes: Changes, profile: Profile, types: Types): PreferencesPatch | undefined {
  const words = new Words();
  const known = (choice: Choice) => canBeDeclined(choice, types);
  const ticked = changes.ticked.filter(known);
  const unticked = changes.unticked.filter(known);
  for (const choice of unticked) decline(choice, words, types);
  for (const choice of ticked) if (choice.on === 'category') accept(choice, profile, words);
  for (const choice of ticked) if (choice.on === 'type') acceptType(choice, profile, types, words);
  for (const choice of unticked) if (choice.on === 'type') words.say(choice, false);
  const { stop, quiet } = changes;
  const patch: PreferencesPatch = {
    ...words.patch(),
    ...(stop === undefined ? {} : { opted_out: stop }),
    ...(quiet === undefined || quiet === 'invalid' ? {} : { quiet_hours: quiet }),
  };
  return Object.keys(patch).length === 0 ? undefined : patch;
}

/** The page may be older than the types. */
function canBeDeclined({ on, name }: Choice, types: Types): boolean {
  if (on === 'type') return types.get(name)?.critical === false;
  return [...types.values()].some(({ category, critical }) => category === name && !critical);
}

/** Of a category: of its types too, whatever was said for them before. */
function decline(choice: Choice, words: Words, types: Types): void {
  words.say(choice, false);
  if (choice.on === 'type') return;
  for (const { name, category } of types.values())
    if (category === choice.name) words.say({ on: 'type', name, channel: choice.channel }, null);
}

/** Nothing said is a yes, unless something more general says no. */
const accept = (choice: Choice, { preferences }: Profile, words: Words): void =>
  words.say(choice, preferences.channels[choice.channel] === false ? true : null);

function acceptType(choice: Choice, { preferences }: Profile, types: Types, words: Words): void {
  const { name, channel } = choice;
  const category = types.get(name)?.category ?? '';
  const said = words.on('category', category, channel);
  const ofCategory = said === undefined ? preferences.categories : { [category]: { [channel]: said ?? undefined } };
  const without = { ...preferences, types: {}, categories: ofCategory };
  words.say(choice, wants(without, name, category, channel) ? null : true);
}

class Words {
  private readonly said = { type: new Map<string, ChoicesPatch>(), category: new Map<string, ChoicesPatch>() };

  say({ on, name, channel }: Choice, word: boolean | null): void {
    this.said[on].set(name, { ...this.said[on].get(name), [channel]: word });
  }

  on(on: Choice['on'], name: string, channel: Choice['channel']): boolean | null | undefined {
    return this.said[on].get(name)?.[channel];
  }

  patch(): Pick<PreferencesPatch, 'types' | 'categories'> {
    const { type, category } = this.said;
    return {
      ...(type.size === 0 ? {} : { types: Object.fromEntries(type) }),
      ...(category.size === 0 ? {} : { categories: Object.fromEntries(category) }),
    };
  }
}
