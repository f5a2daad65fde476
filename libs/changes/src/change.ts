import type { Statement } from '#libs/persistence';

/** What was changed: a kind of thing, and which of them by its id, or its tenant's. */
export interface Change<Kind extends string = string> {
  readonly what: Kind;
  readonly id: string;
}

/** What keeps some of it in memory. Without an id: anything may have changed. */
interface Forgetful {
  forget(id?: string): void;
}

export type Memories<Kind extends string = string> = Readonly<Partial<Record<Kind, Forgetful>>>;

export function forgetIn<Kind extends string>(memories: Memories<Kind>, change?: Change<Kind>): void {
  if (change) memories[change.what]?.forget(change.id);
  else for (const memory of Object.values<Forgetful | undefined>(memories)) memory?.forget();
}

export const changesChannel = (schema: string): string => `${schema}.changes`;

/** Every instance is told with the commit of the change, and not of what is rolled back. */
export const announce = ({ what, id }: Change): Statement => ({
  name: 'changes.announce',
  text: `select pg_notify(current_schema() || '.changes', $1)`,
  values: [`${what}:${id}`],
});

/** Undefined: of a kind that we do not know, as another version of the app may announce. */
export function announced<Kind extends string>(payload: string, kinds: readonly Kind[]): Change<Kind> | undefined {
  const [word, ...rest] = payload.split(':');
  const what = kinds.find((kind) => kind === word);
  return what && { what, id: rest.join(':') };
}
