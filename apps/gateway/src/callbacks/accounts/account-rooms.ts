import { FreshValues } from '#libs/changes';
import { PROVIDER_KINDS, type CallbackAccount, type Channel } from '#libs/contracts';
import { isUuid } from '#libs/kernel';
import { logger } from '#libs/observability';
import type { Vault } from '#libs/vault';
import type { ChannelApps } from '../../channel-apps.js';
import type { CallbackProvider } from '../callback-event.js';
import type { CallbackKeys, CallbackRooms, MakeRoom } from '../callback-rooms.js';
import type { Callbacks } from '../receive-callbacks.service.js';
import type { AccountCallbacks } from './account-callbacks.service.js';

const log = logger('callbacks');

type AnyRoom = CallbackRooms[CallbackProvider];

interface Asked {
  readonly kind: CallbackProvider;
  readonly id: string;
}

export interface AccountRoomsParts {
  readonly apps: Pick<ChannelApps, 'call'>;
  readonly vault: Vault;
  readonly make: MakeRoom;
  readonly callbacks: Pick<AccountCallbacks, 'of'>;
}

/**
 * A room for each account that a tenant has of its own, with the account's keys. They lie with the app of the channel, which is asked
 * for them in groups; what it says holds for ten seconds here, and so long a key counts that was changed, or taken away.
 */
export class AccountRooms {
  private readonly known = new Map<Channel, FreshValues<AnyRoom>>();

  constructor(private readonly parts: AccountRoomsParts) {}

  /** One that nobody knows expects nothing, as one without keys; rejects where the app of its channel does not answer. */
  async of<Kind extends CallbackProvider>(kind: Kind, id: string): Promise<CallbackRooms[Kind]> {
    if (!isUuid(id)) return this.closed(kind);
    const { channel } = PROVIDER_KINDS[kind];
    return (await this.roomsOf(channel).of(`${kind} ${id.toLowerCase()}`)) as CallbackRooms[Kind];
  }

  private roomsOf(channel: Channel): FreshValues<AnyRoom> {
    let rooms = this.known.get(channel);
    if (!rooms) this.known.set(channel, (rooms = new FreshValues((names) => this.load(channel, names))));
    return rooms;
  }

  private async load(channel: Channel, names: readonly string[]): Promise<AnyRoom[]> {
    const asked = names.map((name) => {
      const [kind, id] = name.split(' ') as [CallbackProvider, string];
      return { kind, id, channel };
    });
    const found = await this.parts.apps.call(channel, 'delivery.accounts.callback_keys', asked);
    return asked.map((one, i) => this.roomFor(one, found[i] ?? null));
  }

  private roomFor({ kind, id }: Asked, found: CallbackAccount | null): AnyRoom {
    if (!found) return this.closed(kind);
    const { vault, callbacks } = this.parts;
    const { tenant_id: tenantId, keys: sealed } = found;
    const { channel, settings } = PROVIDER_KINDS[kind];
    try {
      const keys = settings.partial().parse(JSON.parse(vault.open(tenantId, sealed)));
      return this.make(kind, keys, callbacks.of({ id, tenantId, channel }));
    } catch (error) {
      // What a schema or a library says of keys may hold them.
      const about = { tenant_id: tenantId, account_id: id, error: (error as Error).name };
      log.warn(about, 'callbacks of an account cannot be checked by its keys: nothing is taken');
      return this.closed(kind);
    }
  }

  private closed<Kind extends CallbackProvider>(kind: Kind): CallbackRooms[Kind] {
    return this.make(kind, {}, NOBODY);
  }

  private make<Kind extends CallbackProvider>(
    kind: Kind,
    keys: CallbackKeys<Kind>,
    callbacks: Callbacks,
  ): CallbackRooms[Kind] {
    return this.parts.make[kind](keys, callbacks);
  }
}

/** Behind a room that expects nothing. */
const NOBODY: Callbacks = { receive: () => Promise.resolve() };
