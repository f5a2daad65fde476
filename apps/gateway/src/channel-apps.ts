/** The apps of the channels, as far as the gateway asks them: about accounts, pauses, doubts, dead letters, and what is to be stopped. */
import { CHANNELS, type Channel, type DeliveryRpc, type RpcIn, type RpcOut } from '#libs/contracts';
import { problems } from '#libs/http';
import type { GatewayConfig } from './gateway.config.js';
import type { Peer } from './intake-connections.js';

type Pattern = keyof DeliveryRpc;

export interface OfChannels<Answer> {
  readonly answers: readonly { readonly channel: Channel; readonly answer: Answer }[];
  /** Their apps did not answer. */
  readonly unavailable: readonly Channel[];
}

/** A trial call asks a provider, and what a pause held may be much. */
const SLOW: ReadonlySet<Pattern> = new Set(['delivery.accounts.try', 'delivery.pauses.put', 'delivery.pauses.delete']);
const PATIENCE_MS = 10_000;

export class ChannelApps {
  private readonly peers: ReadonlyMap<Channel, Peer>;
  /** For what takes its time. */
  private readonly patient: ReadonlyMap<Channel, Peer>;

  constructor(
    config: GatewayConfig,
    peer: (addresses: readonly string[], options?: { readonly timeoutMs: number }) => Peer,
  ) {
    const addresses: Readonly<Record<Channel, readonly string[]>> = {
      email: config.EMAIL_RPC,
      sms: config.SMS_RPC,
      push: config.PUSH_RPC,
      in_app: config.IN_APP_RPC,
      webhook: config.WEBHOOK_RPC,
      chat: config.CHAT_RPC,
    };
    this.peers = new Map(CHANNELS.map((channel) => [channel, peer(addresses[channel])]));
    const options = { timeoutMs: PATIENCE_MS };
    this.patient = new Map(CHANNELS.map((channel) => [channel, peer(addresses[channel], options)]));
  }

  call<P extends Pattern>(channel: Channel, pattern: P, items: readonly RpcIn<P>[]): Promise<RpcOut<P>[]> {
    const peers = SLOW.has(pattern) ? this.patient : this.peers;
    return (peers.get(channel) as Peer).call(pattern, { items });
  }

  /** The same question to several; who is away is named, and does not spoil the others' answers. */
  async all<P extends Pattern>(
    channels: readonly Channel[],
    pattern: P,
    item: RpcIn<P> | ((channel: Channel) => RpcIn<P>),
  ): Promise<OfChannels<RpcOut<P>>> {
    const itemOf = (channel: Channel): RpcIn<P> => (typeof item === 'function' ? item(channel) : item);
    const asked = await Promise.allSettled(channels.map((channel) => this.call(channel, pattern, [itemOf(channel)])));
    const answers = asked.flatMap((one, i) =>
      one.status === 'fulfilled' ? [{ channel: channels[i] as Channel, answer: one.value[0] as RpcOut<P> }] : [],
    );
    const unavailable = channels.filter((_, i) => asked[i]?.status === 'rejected');
    return { answers, unavailable };
  }

  /** What several are to do: where nobody answers it is refused, since nobody is known to do it. */
  async anyOf<P extends Pattern>(
    channels: readonly Channel[],
    pattern: P,
    item: RpcIn<P>,
  ): Promise<OfChannels<RpcOut<P>>> {
    const found = await this.all(channels, pattern, item);
    if (found.answers.length === 0) throw problems.unavailable('No channel answers');
    return found;
  }

  close(): void {
    for (const peer of [...this.peers.values(), ...this.patient.values()]) peer.close();
  }
}
