import type { SuppressibleChannel } from '#libs/contracts';
import type { Statement } from '#libs/persistence';

/** What somebody said to a number of the deployment. */
export interface DeploymentWord {
  readonly channel: SuppressibleChannel;
  /** By the platform's key. */
  readonly address_hash: string;
  /** null: START, or nothing was said before. */
  readonly sealed_address: string | null;
  readonly source: string;
  readonly said_at: string;
}

/** Said at the same time, STOP holds: apps/preferences takes it so. */
const isLater = (a: DeploymentWord, b: DeploymentWord): boolean => {
  const [first, second] = [Date.parse(a.said_at), Date.parse(b.said_at)];
  return first > second || (first === second && a.sealed_address !== null);
};

/** Each address once and in order, for the locks. */
function lastWords(words: readonly DeploymentWord[]): DeploymentWord[] {
  const last = new Map<string, DeploymentWord>();
  for (const word of words) {
    const key = `${word.channel} ${word.address_hash}`;
    const known = last.get(key);
    if (!known || isLater(word, known)) last.set(key, word);
  }
  return [...last].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, word]) => word);
}

/** In whatever order they come, the last that was said stays. */
export function keepDeploymentWords(said: readonly DeploymentWord[]): Statement {
  const words = lastWords(said);
  return {
    name: 'deployment_words.keep',
    text: `
      insert into deployment_words as d (channel, address_hash, sealed_address, source, said_at)
      select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
      on conflict (channel, address_hash) do update
        set sealed_address = excluded.sealed_address, source = excluded.source, said_at = excluded.said_at
        where excluded.said_at > d.said_at or (excluded.said_at = d.said_at and excluded.sealed_address is not null)`,
    values: [
      words.map((w) => w.channel),
      words.map((w) => w.address_hash),
      words.map((w) => w.sealed_address),
      words.map((w) => w.source),
      words.map((w) => w.said_at),
    ],
  };
}

export type DeploymentStop = Omit<DeploymentWord, 'sealed_address' | 'said_at'> & {
  readonly sealed_address: string;
  readonly said_at: Date;
};

/** Who wants nothing from the deployment's numbers. */
export const pageOfStops = (
  after: Pick<DeploymentWord, 'address_hash'> & { readonly channel: string },
  limit: number,
): Statement => ({
  name: 'deployment_words.page_of_stops',
  text: `
    select channel, address_hash, sealed_address, source, said_at from deployment_words
    where sealed_address is not null and (channel, address_hash) > ($1, $2)
    order by channel, address_hash limit $3`,
  values: [after.channel, after.address_hash, limit],
});
