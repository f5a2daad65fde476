import { Inject, Injectable } from '@nestjs/common';
import { isSuppressible, target, type Channel, type DeliveryEdit } from '#libs/contracts';
import { problems, type Problem } from '#libs/http';
import { addressHash, Vault } from '#libs/vault';
import { PREFERENCES_RPC } from '../injection-tokens.js';
import type { Peer } from '../intake-connections.js';
import type { EditAsked, EditedTarget } from './dead-letter-request.js';
import { fitsChannel } from './edited-target.js';

/** What is to be otherwise when a dead letter is replayed: checked, and sealed for the app of its channel. */
@Injectable()
export class DeliveryEdits {
  constructor(
    @Inject(Vault) private readonly vault: Vault,
    @Inject(PREFERENCES_RPC) private readonly preferences: Peer,
  ) {}

  /** Of letters of these channels. `at`: where in the request it stands. */
  async sealed(
    tenantId: string,
    { channel, to, content }: EditAsked,
    channels: readonly Channel[],
    at = '',
  ): Promise<DeliveryEdit | undefined> {
    if (channel === undefined && to === undefined && content === undefined) return undefined;
    if (to) {
      for (const goesBy of channel === undefined ? channels : [channel]) {
        fitsChannel(to, goesBy, `${at}/to`);
        await this.mustBeReachable(tenantId, goesBy, to);
      }
    }
    const seal = (value: object | undefined) => value && this.vault.seal(tenantId, JSON.stringify(value));
    return { channel, target: seal(to), content: seal(content) };
  }

  /** The wishes of the user are asked before it leaves; whether an address that is not theirs is suppressed, only here. */
  private async mustBeReachable(tenant_id: string, channel: Channel, { email, phone }: EditedTarget): Promise<void> {
    const address = email ?? phone;
    if (!isSuppressible(channel) || address === undefined) return;
    const items = [{ tenant_id, channel, address_hash: addressHash(this.vault, tenant_id, channel, address) }];
    const [suppression] = await this.preferences.call('suppressions.check', { items });
    if (suppression)
      throw problems.unprocessable('suppressed', 'Nothing may be sent there', 'The address is suppressed');
  }
}

/** Nothing is taken over for another channel. */
export function mustBeWhole({ channel, to }: EditAsked, channels: readonly Channel[]): void {
  if (channel === undefined || channels.every((one) => one === channel)) return;
  if (!target.safeParse({ ...to, channel }).success) throw incomplete('target');
}

/** The names of what is another, without what it is: for whoever audits. */
export const namesOf = ({ to, content }: EditAsked): string[] => [
  ...Object.keys(to ?? {}),
  ...Object.keys(content ?? {}),
];

export const incomplete = (missing: 'target' | 'content'): Problem =>
  problems.unprocessable(
    'incomplete_delivery',
    'That does not make a delivery',
    `Give the whole ${missing === 'target' ? 'recipient' : 'content'}: the original does not do`,
  );
