import type { Statement } from '#libs/persistence';

const KINDS = ['types', 'limits', 'key'] as const;
type Kind = (typeof KINDS)[number];

/** What was changed: the types or the limits of a tenant, by its id, or an API key, by its own. */
export interface Change {
  readonly what: Kind;
  readonly id: string;
}

/** What keeps some of it in memory. Without an id: anything may have changed. */
interface Forgetful {
  forget(id?: string): void;
}

export type Memories = Readonly<Partial<Record<Kind, Forgetful>>>;

export function forgetIn(memories: Memories, change?: Change): void {
  if (change) memories[change.what]?.forget(change.id);
  else for (const memory of Object.values(memories)) memory.forget();
}

export const changesChannel = (schema: string): string => `${schema}.changes`;

/** Every gateway is told with the commit of the change, and not of what is rolled back. */
export const announce = ({ what, id }: Change): Statement => ({
  name: 'changes.announce',
  text: `select pg_notify(current_schema() || '.changes', $1)`,
  values: [`${what}:${id}`],
});

/** Undefined: of a kind that we do not know, as another version of the gateway may announce. */
export function announced(payload: string): Change | undefined {
  const [word, ...rest] = payload.split(':');
  const what = KINDS.find((kind) => kind === word);
  return what && { what, id: rest.join(':') };
}
