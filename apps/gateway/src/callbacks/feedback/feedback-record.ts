/**
 * What follows from callbacks for people's addresses: records of `local:feedback` rows, written in the transaction that keeps the
 * callback, and handled until apps/preferences has them. No address lies in them: a hash where the tenant is known, else sealed.
 */
import type { HeardLift, HeardWord, SuppressibleChannel } from '#libs/contracts';
import type { KafkaRecord, OutboxRowInput } from '#libs/messaging';
import { addressHash, type Vault } from '#libs/vault';
import { normalEmail } from '../../contact/email.js';
import { normalPhone } from '../../contact/phone.js';
import type { CallbackEvent, HeardOfAddress } from '../callback-event.js';
import type { DeploymentWord } from '../words/deployment-words.statements.js';
import type { InboundWord } from '../words/inbound-word.js';

/** The row's destination, without `local:`. */
export const FEEDBACK = 'feedback';

/** Sealed by the platform: no tenant is called so, for their names have no spaces. */
const PLATFORM = 'inbound words';

/** Said to a number that all tenants of the deployment send from. */
export interface SaidToAll {
  readonly to_all: true;
  readonly channel: SuppressibleChannel;
  readonly sealed_address: string;
  readonly word: 'stop' | 'start';
  readonly source: string;
  readonly said_at: string;
}

export type FeedbackRecord = HeardWord | SaidToAll;

/** undefined where nothing follows: nobody said anything, it was a test, or the address is none that could be sent to. */
export function wordOf(event: CallbackEvent, tenant_id: string, vault: Vault): HeardWord | undefined {
  const { heard, provider: source, at: said_at } = event;
  if (!heard || event.test) return undefined;
  const address_hash = hashOf(vault, tenant_id, heard);
  if (address_hash === undefined) return undefined;
  const said = { tenant_id, channel: heard.channel, address_hash, source, said_at };
  return heard.word === 'lift' ? { ...said, word: 'lift' } : { ...said, word: 'suppress', reason: heard.reason };
}

/** What follows from a person's message to a number: for its tenant, or for all who send from it. */
export function saidTo(word: InboundWord, vault: Vault): FeedbackRecord | undefined {
  return word.tenantId === undefined ? saidToAll(word, vault) : saidToOne(word, word.tenantId, vault);
}

function saidToOne(said: InboundWord, tenant_id: string, vault: Vault): HeardWord | undefined {
  const { channel, from: address, provider: source, at: said_at } = said;
  const address_hash = hashOf(vault, tenant_id, { channel, address });
  return address_hash === undefined
    ? undefined
    : heardAs(said.word, { tenant_id, channel, address_hash, source, said_at });
}

const heardAs = (word: InboundWord['word'], heard: Omit<HeardLift, 'word'>): HeardWord =>
  word === 'start' ? { ...heard, word: 'lift' } : { ...heard, word: 'suppress', reason: 'stop' };

function saidToAll({ channel, from, word, provider, at }: InboundWord, vault: Vault): SaidToAll | undefined {
  const address = normalAddress(channel, from);
  if (address === undefined) return undefined;
  const sealed_address = vault.seal(PLATFORM, address);
  return { to_all: true, channel, sealed_address, word, source: provider, said_at: at };
}

/** For tenants that are yet to be made: the number, sealed, for as long as it is STOP. */
export function keptFor({ channel, from, word, provider, at }: InboundWord, vault: Vault): DeploymentWord | undefined {
  const address = normalAddress(channel, from);
  if (address === undefined) return undefined;
  const address_hash = addressHash(vault, PLATFORM, channel, address);
  const sealed_address = word === 'stop' ? vault.seal(PLATFORM, address) : null;
  return { channel, address_hash, sealed_address, source: provider, said_at: at };
}

/** The word as each of these tenants heard it. */
export function wordsFor(said: Omit<SaidToAll, 'to_all'>, tenants: readonly string[], vault: Vault): HeardWord[] {
  const address = vault.open(PLATFORM, said.sealed_address);
  const { channel, source, said_at } = said;
  return tenants.map((tenant_id) => {
    const address_hash = addressHash(vault, tenant_id, channel, address);
    return heardAs(said.word, { tenant_id, channel, address_hash, source, said_at });
  });
}

/** High: whoever said stop is not to hear from us again. */
export function feedbackRows(records: readonly FeedbackRecord[]): OutboxRowInput[] {
  if (records.length === 0) return [];
  const values = records.map((record): KafkaRecord => ({ key: null, value: JSON.stringify(record) }));
  return [{ destination: `local:${FEEDBACK}`, priority: 'high', records: values }];
}

const normalAddress = (channel: SuppressibleChannel, address: string): string | undefined =>
  channel === 'email' ? normalEmail(address) : normalPhone(address);

function hashOf(
  vault: Vault,
  tenant: string,
  { channel, address }: Pick<HeardOfAddress, 'channel' | 'address'>,
): string | undefined {
  const normal = normalAddress(channel, address);
  return normal === undefined ? undefined : addressHash(vault, tenant, channel, normal);
}
