/**
 * APNs over node:http2, by hand. @parse/node-apn was the other choice: it sends again by itself after a 5xx and after a broken
 * connection, says of neither whether the message had left, and brings five packages for a POST with a signed token. What we need
 * of HTTP/2 is one connection and the rules for when a stream has not been looked at (apns.session.ts).
 */
import type { KeyObject } from 'node:crypto';
import type { Target } from '#libs/contracts';
import type { Outcome, Provider, ProviderCall, Trial } from '#libs/delivery';
import type { OnUnregistered } from '../../forget-device.js';
import { tooLarge } from '../../message/too-large.js';
import { outcomeOf, type ApnsAnswer, type ReadAnswer } from './apns.answer.js';
import { headersOf, MOST_BYTES, payloadOf } from './apns.message.js';
import { ApnsSession, type ApnsPlace } from './apns.session.js';
import { isApnsToken } from './apns.token-form.js';
import { ProviderToken } from './provider-token.js';

export interface ApnsOptions {
  readonly url: string;
  readonly key: KeyObject;
  readonly keyId: string;
  readonly teamId: string;
  /** The app's bundle id. */
  readonly topic: string;
  readonly ca?: string | Buffer | undefined;
  readonly timeoutMs: number;
  /** A device's token is dead. */
  readonly onUnregistered?: OnUnregistered | undefined;
}

const CONNECT_TIMEOUT_MS = 5_000;
/** In the form of a token, and nobody's. */
const NOBODY = '0'.repeat(64);

export class ApnsProvider implements Provider {
  readonly name = 'apns';
  readonly group = 1;
  private readonly token: ProviderToken;
  /** Critical messages have a connection of their own. */
  private readonly lines: { readonly critical: ApnsLine; readonly others: ApnsLine };
  /** Apple has taken something: the token's environment and ours are the same. */
  private isRightPlace = false;

  constructor(private readonly options: ApnsOptions) {
    const { url, ca, key, keyId, teamId, timeoutMs } = options;
    const place = { url, ca, connectTimeoutMs: Math.min(CONNECT_TIMEOUT_MS, timeoutMs / 2) };
    this.token = new ProviderToken(key, keyId, teamId);
    this.lines = { critical: new ApnsLine(place), others: new ApnsLine(place) };
  }

  serves(target: Target): boolean {
    return target.channel === 'push' && 'device_id' in target && isApnsToken(target);
  }

  async send(calls: ProviderCall[], signal: AbortSignal): Promise<Outcome[]> {
    return Promise.all(calls.map((call) => this.sendOne(call, signal)));
  }

  /** That one device gets too many says nothing of the others. */
  speaksAgainst(outcome: Outcome): boolean {
    return outcome.kind === 'unknown' || (outcome.kind === 'retry' && outcome.code !== 'throttled');
  }

  /** To a device that there is none of: whoever is let in is told so, all others that they are not. */
  async try(signal: AbortSignal): Promise<Trial> {
    const headers = { ':method': 'POST', ':path': `/3/device/${NOBODY}`, 'apns-topic': this.options.topic };
    const answer = await this.lines.others.send(this.signed(headers), Buffer.from('{"aps":{}}'), signal);
    if (!('status' in answer)) return { ok: false, code: answer.kind === 'sent' ? 'no_answer' : answer.code };
    const { outcome } = outcomeOf(answer);
    if (outcome.kind === 'sent' || outcome.kind === 'rejected') return { ok: true };
    return { ok: false, code: outcome.code, detail: outcome.detail };
  }

  close(): void {
    this.lines.critical.close();
    this.lines.others.close();
  }

  private async sendOne(call: ProviderCall, signal: AbortSignal): Promise<Outcome> {
    const { target } = call;
    if (signal.aborted) return { kind: 'retry', code: 'out_of_time' };
    if (target.channel !== 'push' || !('device_id' in target) || !/^[0-9a-z]+$/i.test(target.token))
      return { kind: 'rejected', code: 'wrong_target', detail: 'not a device of Apple’s' };
    const payload = payloadOf(call);
    const refused = tooLarge(payload.length, MOST_BYTES);
    if (refused) return refused;
    const line = call.priority === 'critical' ? this.lines.critical : this.lines.others;
    const answer = await line.send(this.signed(headersOf(call, target.token, this.options.topic)), payload, signal);
    return 'status' in answer ? this.read(call, answer) : answer;
  }

  private signed(headers: Record<string, string>): Record<string, string> {
    return { ...headers, authorization: `bearer ${this.token.current()}` };
  }

  private read(call: ProviderCall, answer: ApnsAnswer): Outcome {
    const read = outcomeOf(answer);
    const { outcome } = read;
    if (outcome.kind === 'sent') this.isRightPlace = true;
    if (outcome.kind === 'retry' && outcome.code === 'not_authorized') this.token.refused();
    if (outcome.kind === 'rejected' && outcome.code === 'unregistered') this.forget(call, answer, read);
    return outcome;
  }

  /**
   * A 410 is certain. A 400 is also what every token of an app under development gets from the service for published apps, and the
   * other way round: as long as nothing was taken, all of them are kept.
   */
  private forget(call: ProviderCall, { status }: ApnsAnswer, { since }: ReadAnswer): void {
    if (status === 410 || this.isRightPlace) this.options.onUnregistered?.(call, since);
  }
}

/** A connection, and another one when it is gone. */
class ApnsLine {
  private session: ApnsSession | undefined;

  constructor(private readonly place: ApnsPlace) {}

  send(headers: Record<string, string>, payload: Buffer, signal: AbortSignal): Promise<ApnsAnswer | Outcome> {
    if (!this.session || this.session.isOver) this.session = new ApnsSession(this.place);
    return this.session.send(headers, payload, signal);
  }

  close(): void {
    this.session?.destroy();
  }
}
