/**
 * FCM through firebase-admin. The SDK retries 503 and resets four times without telling; where it would decide about that, it
 * is told no, and what it knows of the failure (the status, Retry-After, the socket's error) is kept, which its own errors drop.
 *
 * `sendEach` is not used: FCM has no call for many, so it makes one request for each too, at the same cost (311 and 314 µs of CPU,
 * measured with 128 at once). One by one each call has its own slot and its own settlement, and no message waits for the slowest of 500.
 */
import type { Agent } from 'node:https';
import { deleteApp, initializeApp, type App } from 'firebase-admin/app';
import { getMessaging, type Messaging } from 'firebase-admin/messaging';
import type { Target } from '#libs/contracts';
import type { Outcome, Provider, ProviderCall, Trial } from '#libs/delivery';
import { networkOutcome, unlessAborted } from '#libs/provider-http';
import type { OnUnregistered } from '../../forget-device.js';
import { tooLarge } from '../../message/too-large.js';
import { isApnsToken } from '../apns/apns.token-form.js';
import { AccessToken } from './access-token.js';
import { fcmAgent } from './fcm.agent.js';
import { FcmFailure, isNotAuthorized, outcomeOf, type RawFailure } from './fcm.answer.js';
import { addressOf, messageOf, mostBytes, sizeOf } from './fcm.message.js';
import type { ServiceAccount } from './service-account.js';

export interface FcmOptions {
  readonly url: string;
  readonly account: ServiceAccount;
  /** PEM, for another host than Google's. */
  readonly ca?: string | Buffer;
  readonly timeoutMs: number;
  /** A device's token is dead. */
  readonly onUnregistered?: OnUnregistered | undefined;
}

const CONNECT_TIMEOUT_MS = 5_000;
let made = 0;

export class FcmProvider implements Provider {
  readonly name = 'fcm';
  readonly group = 1;
  /** Critical messages have connections of their own. */
  private readonly lines: { readonly critical: FcmLine; readonly others: FcmLine };

  constructor(private readonly options: FcmOptions) {
    this.lines = { critical: new FcmLine(options), others: new FcmLine(options) };
  }

  /** Topics, conditions, and all devices but those whose token is another service's. */
  serves(target: Target): boolean {
    if (target.channel !== 'push') return false;
    return !('device_id' in target) || (target.keys === undefined && !isApnsToken(target));
  }

  async send(calls: ProviderCall[], signal: AbortSignal): Promise<Outcome[]> {
    return Promise.all(calls.map((call) => this.sendOne(call, signal)));
  }

  try(signal: AbortSignal): Promise<Trial> {
    return this.lines.others.try(signal);
  }

  async close(): Promise<void> {
    await Promise.all([this.lines.critical.close(), this.lines.others.close()]);
  }

  private async sendOne(call: ProviderCall, signal: AbortSignal): Promise<Outcome> {
    const line = call.priority === 'critical' ? this.lines.critical : this.lines.others;
    const outcome = await line.send(call, signal);
    if (outcome.kind === 'rejected' && outcome.code === 'unregistered') this.options.onUnregistered?.(call);
    return outcome;
  }
}

/** A Firebase app with an agent of its own, since the agent is the app's. */
class FcmLine {
  private readonly agent: Agent;
  private readonly app: App;
  private readonly messaging: Messaging;
  private readonly token: AccessToken;

  constructor({ url, account, ca, timeoutMs }: FcmOptions) {
    this.agent = fcmAgent(url, ca, Math.min(CONNECT_TIMEOUT_MS, timeoutMs / 2));
    this.token = new AccessToken(account, { url: tokenUrl(url, account), agent: this.agent, timeoutMs });
    // An hour's token is handed out as one of a second, so that the SDK asks each time and a refused one can be replaced.
    const credential = {
      getAccessToken: async () => ({ access_token: await this.token.current(), expires_in: 1 }),
    };
    this.app = initializeApp(
      { projectId: account.project_id, credential, httpAgent: this.agent },
      `carillon-${made++}`,
    );
    this.messaging = getMessaging(this.app);
    this.messaging.enableLegacyHttpTransport();
    leaveRetriesToUs(this.messaging);
  }

  async send(call: ProviderCall, signal: AbortSignal): Promise<Outcome> {
    if (call.target.channel !== 'push' || 'keys' in call.target)
      return { kind: 'rejected', code: 'wrong_target', detail: 'nothing that FCM knows' };
    const to = addressOf(call.target);
    const message = messageOf(call, to);
    const refused = tooLarge(sizeOf(message), mostBytes(to));
    if (refused) return refused;
    try {
      await this.token.current();
    } catch (error) {
      const outcome = networkOutcome(error);
      return { kind: 'retry', code: outcome.kind === 'retry' ? outcome.code : 'no_access_token' };
    }
    if (signal.aborted) return { kind: 'retry', code: 'out_of_time' };
    try {
      const name = await unlessAborted(this.messaging.send(message), signal);
      return { kind: 'sent', providerMessageId: name };
    } catch (error) {
      return this.outcomeOf(error);
    }
  }

  /** The exchange of the key for a token, and a message that is checked and goes to nobody. */
  async try(signal: AbortSignal): Promise<Trial> {
    try {
      await unlessAborted(this.token.current(), signal);
    } catch (error) {
      const outcome = networkOutcome(error);
      if (outcome.kind === 'retry') return { ok: false, code: outcome.code };
      return { ok: false, code: 'not_authorized', detail: (error as Error).message };
    }
    try {
      await unlessAborted(this.messaging.send({ topic: 'trial', notification: { title: 'Trial' } }, true), signal);
      return { ok: true };
    } catch (error) {
      const outcome = this.outcomeOf(error);
      return 'code' in outcome
        ? { ok: false, code: outcome.code, detail: outcome.detail }
        : { ok: false, code: 'no_answer' };
    }
  }

  async close(): Promise<void> {
    await deleteApp(this.app);
    this.agent.destroy();
  }

  private outcomeOf(error: unknown): Outcome {
    if (error instanceof FcmFailure) {
      if (isNotAuthorized(error.failure.response?.status)) this.token.forget();
      return outcomeOf(error.failure);
    }
    const code = (error as { code?: unknown }).code;
    // The SDK looks at a message before it sends it.
    if (code === 'messaging/invalid-payload' || code === 'messaging/invalid-argument')
      return { kind: 'rejected', code: 'bad_request', detail: (error as Error).message };
    return networkOutcome(error);
  }
}

/** Google's own address for Google, the same host as the messages' for anyone else. */
function tokenUrl(url: string, account: ServiceAccount): string {
  return new URL(url).hostname.endsWith('googleapis.com') ? account.token_uri : new URL('/token', url).href;
}

interface WithHttpClient {
  readonly messagingRequestHandler?: {
    readonly httpClient?: { getRetryDelayMillis?: (attempts: number, failure: RawFailure) => never };
  };
}

function leaveRetriesToUs(messaging: Messaging): void {
  const client = (messaging as unknown as WithHttpClient).messagingRequestHandler?.httpClient;
  if (!client?.getRetryDelayMillis)
    throw new Error('firebase-admin has changed: its hidden retries cannot be switched off');
  client.getRetryDelayMillis = (_attempts, failure) => {
    throw new FcmFailure(failure);
  };
}
