/**
 * A provider refuses a message since its recipient told it, and not us, that nothing is wanted. That counts as if we had heard it:
 * a row in the transaction that settles the refusal stays until apps/preferences knows it, and whatever is sent to that address
 * after that, by whichever provider, is suppressed.
 */
import type { DispatchRecord, HeardWord } from '#libs/contracts';
import type { KafkaRecord, OutboxRowInput } from '#libs/messaging';
import type { RpcClient } from '#libs/rpc';
import type { Vault } from '#libs/vault';
import { addressKeyOf } from './address-key.js';

/** The row's destination, without `local:`. */
export const OPT_OUT = 'opt-out';

/** As many as apps/preferences takes in one call. */
const WORDS_A_CALL = 1_000;

/**
 * undefined where nothing follows: it was a test, or went to somebody else than it says, or to no address. It was said before
 * the call: a START that came while that was under way is the later word.
 */
export function optOutOf(
  vault: Vault,
  record: DispatchRecord,
  said: { readonly by: string; readonly at: string },
): HeardWord | undefined {
  if (record.test || record.redirected) return undefined;
  const address = addressKeyOf(vault, record);
  return address && { ...address, word: 'suppress', reason: 'stop', source: said.by, said_at: said.at };
}

/** High: whoever said stop is not to hear from us again. */
export function optOutRows(words: readonly HeardWord[]): OutboxRowInput[] {
  if (words.length === 0) return [];
  const records = words.map((word): KafkaRecord => ({ key: null, value: JSON.stringify(word) }));
  return [{ destination: `local:${OPT_OUT}`, priority: 'high', records }];
}

/** Told again it changes nothing, so that whoever dies in between leaves the row to another. */
export const tellOptOuts =
  (preferences: Pick<RpcClient, 'call'>) =>
  async (records: readonly KafkaRecord[]): Promise<void> => {
    const items = records.map(({ value }) => JSON.parse(value) as HeardWord);
    for (let i = 0; i < items.length; i += WORDS_A_CALL)
      await preferences.call('suppressions.hear', { items: items.slice(i, i + WORDS_A_CALL) });
  };
