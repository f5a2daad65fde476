/**
 * Standard Webhooks over undici. This is the busiest provider of all, so it talks to undici's dispatcher and not to its
 * `request`: no streams and no timers of our own for each call. What was written before the connection failed is told from what
 * was not by `onRequestStart`, which undici calls right before it writes.
 */
import { Agent, buildConnector, type Dispatcher } from 'undici';
import type { TargetOf } from '#libs/contracts';
import type { Outcome, Provider, ProviderCall } from '#libs/delivery';
import { AddressGuard } from '#libs/network';
import { networkOutcome, retryAfterMs } from '#libs/provider-http';
import { Endpoints } from './endpoint.js';
import { sign } from './signature.js';
import { webhookBody } from './webhook.body.js';

export interface WebhookOptions {
  /** From the request to the answer's head. */
  readonly timeoutMs: number;
  /** `host:port` that need not be public; for development. */
  readonly allow: readonly string[];
}

/** Nobody reads the answer's body; a little of it is let through so that the connection can be used again. */
const BODY_LIMIT = 65_536;
const LONGEST_CONNECT_MS = 5_000;

export class WebhookProvider implements Provider {
  readonly name = 'webhook';
  readonly group = 1;
  private readonly endpoints: Endpoints;
  private readonly agents: { readonly critical: Agent; readonly others: Agent };
  private readonly underWay = new WeakMap<AbortSignal, Set<Post>>();

  constructor(private readonly options: WebhookOptions) {
    const guard = new AddressGuard(options.allow);
    this.endpoints = new Endpoints(guard);
    this.agents = { critical: this.agent(guard), others: this.agent(guard) };
  }

  async send(calls: ProviderCall[], signal: AbortSignal): Promise<Outcome[]> {
    return Promise.all(calls.map((call) => this.post(call, signal)));
  }

  /** An endpoint that does not answer is its owner's business; only what hinders all calls speaks against the channel. */
  speaksAgainst(outcome: Outcome): boolean {
    return outcome.kind === 'retry' && (outcome.code === 'no_name_server' || outcome.code === 'no_network');
  }

  async close(): Promise<void> {
    await Promise.all([this.agents.critical.destroy(), this.agents.others.destroy()]);
  }

  private async post(call: ProviderCall, signal: AbortSignal): Promise<Outcome> {
    const target = call.target;
    if (signal.aborted) return { kind: 'retry', code: 'out_of_time' };
    if (target.channel !== 'webhook') return { kind: 'rejected', code: 'wrong_target', detail: 'not a webhook' };
    const endpoint = this.endpoints.at(target.url);
    if ('refused' in endpoint) return { kind: 'rejected', code: endpoint.refused, detail: endpoint.detail };
    const body = webhookBody(call);
    const timestamp = Math.floor(Date.now() / 1000);
    const agent = call.priority === 'critical' ? this.agents.critical : this.agents.others;
    return new Promise((settle) => {
      const post = new Post(settle, Date.now() + this.options.timeoutMs, this.postsUnder(signal));
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'Carillon/1',
        'webhook-id': call.deliveryId,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': this.signatures(target, call.deliveryId, timestamp, body),
      };
      agent.dispatch({ origin: endpoint.origin, path: endpoint.path, method: 'POST', headers, body }, post);
    });
  }

  /** By both secrets while one takes over from the other. */
  private signatures({ secret, previous }: TargetOf<'webhook'>, id: string, timestamp: number, body: string): string {
    const signature = sign(secret, id, timestamp, body);
    if (!previous || Date.parse(previous.until) <= Date.now()) return signature;
    return `${signature} ${sign(previous.secret, id, timestamp, body)}`;
  }

  /** One listener on a signal for all calls under it: adding and removing one for each would cost more than the call's own code. */
  private postsUnder(signal: AbortSignal): Set<Post> {
    let posts = this.underWay.get(signal);
    if (posts) return posts;
    posts = new Set();
    this.underWay.set(signal, posts);
    signal.addEventListener('abort', () => posts.forEach((post) => post.abort()), { once: true });
    return posts;
  }

  /** As many connections as there are calls under way: the lane's slots bound them, and no call waits behind another. */
  private agent(guard: AddressGuard): Agent {
    const timeout = Math.min(LONGEST_CONNECT_MS, this.options.timeoutMs);
    const answer = this.options.timeoutMs;
    // HTTP/2 would put all calls to an endpoint on one connection, and blur what had left when that breaks.
    const allowH2 = false;
    const open = buildConnector({ timeout, allowH2 });
    const guarded = buildConnector({ timeout, allowH2, lookup: guard.lookup });
    return new Agent({
      allowH2,
      headersTimeout: answer,
      bodyTimeout: answer,
      maxHeaderSize: 16_384,
      connect: (place, done) => (guard.isAllowed(place) ? open(place, done) : guarded(place, done)),
    });
  }
}

/** One request under way. The outcome is known at the answer's headers; the rest is only about the connection. */
class Post implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined;
  private isSettled = false;
  private received = 0;

  constructor(
    private readonly settle: (outcome: Outcome) => void,
    private readonly deadline: number,
    private readonly peers: Set<Post>,
  ) {
    peers.add(this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.isSettled) controller.abort(new Error('nobody waits any more'));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status >= 200) this.end(outcomeOf(status, headers['retry-after']));
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.received += chunk.length;
    if (this.received > BODY_LIMIT || Date.now() > this.deadline) controller.abort(new Error('the answer is too long'));
  }

  onResponseEnd(): void {
    this.end({ kind: 'unknown', code: 'no_answer' });
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    this.end(this.outcomeOfFailure(error));
  }

  abort(): void {
    this.end(this.controller ? { kind: 'unknown', code: 'timeout' } : { kind: 'retry', code: 'unreachable' });
    this.controller?.abort(new Error('nobody waits any more'));
  }

  private outcomeOfFailure(error: Error & { code?: string }): Outcome {
    if (error.code === 'ADDRESS_REFUSED') return { kind: 'rejected', code: 'address_refused', detail: error.message };
    const outcome = networkOutcome(error);
    return this.controller ? outcome : { kind: 'retry', code: outcome.kind === 'retry' ? outcome.code : 'unreachable' };
  }

  private end(outcome: Outcome): void {
    if (this.isSettled) return;
    this.isSettled = true;
    this.peers.delete(this);
    this.settle(outcome);
  }
}

/** An endpoint may be wrong for an hour and right again: everything but 410 is worth trying again, as the specification says. */
function outcomeOf(status: number, retryAfter: string | string[] | undefined): Outcome {
  if (status < 300) return { kind: 'sent', delivered: true };
  if (status === 410) return { kind: 'rejected', code: 'endpoint_gone', detail: 'the endpoint answered 410' };
  const code = status < 400 ? 'redirect' : status === 429 ? 'throttled' : `http_${status}`;
  return { kind: 'retry', code, afterMs: retryAfterMs(retryAfter) };
}
