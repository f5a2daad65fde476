import type { Statement } from '#libs/persistence';
import type { InboundWord } from './inbound-word.js';

export type NamedWord = InboundWord & { readonly messageId: string };

/** Answers those that were not there: each message is heard once, however often and late it is told. Sorted, for the locks. */
export const keepInboundWords = (words: readonly NamedWord[]): Statement => ({
  name: 'inbound_words.keep',
  text: `
    insert into inbound_words (provider, message_id)
    select distinct * from unnest($1::text[], $2::text[]) as w (provider, message_id)
    order by provider, message_id
    on conflict do nothing
    returning provider, message_id`,
  values: [words.map((w) => w.provider), words.map((w) => w.messageId)],
});
