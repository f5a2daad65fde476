import { dispatchRecord, type Channel, type DispatchRecord } from '#libs/contracts';
import { valueReader, type ConsumedRecord } from '#libs/messaging';

export type ReadRecord = { readonly dispatch: DispatchRecord } | { readonly problem: string };

const read = valueReader(dispatchRecord);

export function readRecord({ value }: ConsumedRecord, channel: Channel): ReadRecord {
  const told = read(value);
  if (!told.ok) return { problem: told.problem };
  return told.value.channel === channel ? { dispatch: told.value } : { problem: 'channel: of another app' };
}
