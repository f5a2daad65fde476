/** Web Push (RFC 8030, 8291, 8292): each browser's maker has a push service of its own, which the subscription names. */
import type { KeyObject } from 'node:crypto';
import { request, type Agent } from 'undici';
import type { DeviceTarget, Target, WebPushKeys } from '#libs/contracts';
import type { Outcome, Provider, ProviderCall } from '#libs/delivery';
import { AddressGuard } from '#libs/network';
import { networkOutcome } from '#libs/provider-http';
import type { OnUnregistered } from '../../forget-device.js';
import { tooLarge } from '../../message/too-large.js';
import { encrypt, MOST_BYTES } from './encrypt.js';
import { pushEndpoint } from './push-endpoint.js';
import { Vapid } from './vapid.js';
import { webPushAgent } from './webpush.agent.js';
import { outcomeOf } from './webpush.answer.js';
import { headersOf, payloadOf } from './webpush.message.js';

export interface WebPushOptions {
  readonly key: KeyObject;
  readonly subject: string;
  readonly timeoutMs: number;
  /** `host:port` that need not be public; for development. */
  readonly allow: readonly string[];
  /** PEM, for these. */
  readonly ca?: string | Buffer | undefined;
  /** A subscription was given back. */
  readonly onUnregistered?: OnUnregistered | undefined;
}

type Subscription = DeviceTarget & { readonly keys: WebPushKeys };

/** Nobody reads the answer's body; a little of it is let through so that the connection can be used again. */
const BODY_LIMIT = 16_384;

export class WebPushProvider implements Provider {
  readonly name = 'webpush';
  readonly group = 1;
  private readonly guard: AddressGuard;
  private readonly vapid: Vapid;
  /** Critical messages have connections of their own. */
  private readonly agents: { readonly critical: Agent; readonly others: Agent };

  constructor(private readonly options: WebPushOptions) {
    const { key, subject, timeoutMs, allow, ca } = options;
    this.guard = new AddressGuard(allow);
    this.vapid = new Vapid(key, subject);
    this.agents = {
      critical: webPushAgent(this.guard, timeoutMs, ca),
      others: webPushAgent(this.guard, timeoutMs, ca),
    };
  }

  serves(target: Target): boolean {
    return isSubscription(target);
  }

  async send(calls: ProviderCall[], signal: AbortSignal): Promise<Outcome[]> {
    return Promise.all(calls.map((call) => this.sendOne(call, signal)));
  }

  /** An endpoint may be anybody's: only what hinders all calls speaks against the channel. */
  speaksAgainst(outcome: Outcome): boolean {
    return outcome.kind === 'retry' && (outcome.code === 'no_name_server' || outcome.code === 'no_network');
  }

  async close(): Promise<void> {
    await Promise.all([this.agents.critical.destroy(), this.agents.others.destroy()]);
  }

  private async sendOne(call: ProviderCall, signal: AbortSignal): Promise<Outcome> {
    const { target } = call;
    if (signal.aborted) return { kind: 'retry', code: 'out_of_time' };
    if (!isSubscription(target)) return { kind: 'rejected', code: 'wrong_target', detail: 'not a subscription' };
    const plain = payloadOf(call);
    const refused = tooLarge(plain.length, MOST_BYTES);
    if (refused) return refused;
    const body = encrypted(plain, target);
    if (!body) return { kind: 'rejected', code: 'bad_subscription', detail: 'its key is no point of P-256' };
    const outcome = await this.post(call, target, body, signal);
    if (outcome.kind === 'rejected' && outcome.code === 'unregistered') this.options.onUnregistered?.(call);
    return outcome;
  }

  private async post(call: ProviderCall, { token }: Subscription, body: Buffer, signal: AbortSignal): Promise<Outcome> {
    const endpoint = pushEndpoint(token, this.guard);
    if ('refused' in endpoint) return { kind: 'rejected', code: endpoint.refused, detail: endpoint.detail };
    const dispatcher = call.priority === 'critical' ? this.agents.critical : this.agents.others;
    const headers = headersOf(call, this.vapid.authorization(endpoint.origin));
    try {
      const answer = await request(endpoint.url, { dispatcher, method: 'POST', headers, body, signal });
      // What it says is known by its head; the rest is only about the connection.
      answer.body.dump({ limit: BODY_LIMIT }).catch(() => undefined);
      const { location, 'retry-after': retryAfter } = answer.headers;
      return outcomeOf({ status: answer.statusCode, location: first(location), retryAfter: first(retryAfter) });
    } catch (error) {
      return outcomeOfFailure(error);
    }
  }
}

const isSubscription = (target: Target): target is Subscription =>
  target.channel === 'push' && 'device_id' in target && target.keys !== undefined;

function encrypted(plain: Buffer, { keys }: Subscription): Buffer | undefined {
  try {
    return encrypt(plain, keys);
  } catch {
    return undefined;
  }
}

function outcomeOfFailure(error: unknown): Outcome {
  const { code, message } = error as { code?: unknown; message?: string };
  return code === 'ADDRESS_REFUSED'
    ? { kind: 'rejected', code: 'address_refused', detail: message }
    : networkOutcome(error);
}

const first = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);
