import type { AddressKey, UserKey } from '#libs/contracts';
import type { KafkaRecord, OutboxRowInput } from '#libs/messaging';
import type { Database } from '#libs/persistence';
import type { VersionMover } from '../versions/version-mover.js';
import { usersAt } from './suppressions.statements.js';

/** The row's destination, without `local:`. */
export const MOVE_ADDRESS = 'move-address';

/**
 * Makes every cached word on these addresses stale: their own, and the profiles of the users who have them. The users are looked
 * for after the commit: whoever gets the address later moves its own version, and is then looked up with the suppression.
 */
export class AddressMover {
  constructor(
    private readonly db: Database,
    private readonly versions: VersionMover,
  ) {}

  async move(addresses: readonly AddressKey[]): Promise<void> {
    const users = await this.db.query<UserKey>(usersAt(addresses));
    await this.versions.move(users, addresses);
  }

  /** For the transaction of the change. */
  again(addresses: readonly AddressKey[]): OutboxRowInput {
    const records = addresses.map(({ tenant_id, channel, address_hash }) => ({
      key: null,
      value: JSON.stringify({ tenant_id, channel, address_hash } satisfies AddressKey),
    }));
    return this.versions.later(MOVE_ADDRESS, records);
  }

  /** Handles what `again` left. */
  readonly fromRow = (records: readonly KafkaRecord[]): Promise<void> =>
    this.move(records.map(({ value }) => JSON.parse(value) as AddressKey));
}
