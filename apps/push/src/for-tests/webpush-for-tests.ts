import type { KeyObject } from 'node:crypto';
import type { Target } from '#libs/contracts';
import type { Outcome, Provider, ProviderCall } from '#libs/delivery';
import { WebPushProvider } from '../providers/webpush/webpush.provider.js';

export interface WebPushForTestsOptions {
  readonly url: string;
  readonly key: KeyObject;
  readonly ca?: string | Buffer | undefined;
  readonly timeoutMs: number;
}

/** Of the browser in the example of RFC 8291, whose private key is in print: a stand-in can read, and show, what is for it. */
const READABLE = {
  p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
};

/** Whatever push service a browser has, it goes to one place, below which each device has a path of its own. */
export class WebPushForTests implements Provider {
  readonly name = 'webpush';
  readonly group = 1;
  private readonly provider: WebPushProvider;
  private readonly base: string;

  constructor({ url, key, ca, timeoutMs }: WebPushForTestsOptions) {
    const { hostname, port } = new URL(url);
    const allow = [`${hostname}:${port || '443'}`];
    this.base = url.replace(/\/+$/, '');
    this.provider = new WebPushProvider({ key, subject: 'https://carillon.invalid', timeoutMs, allow, ca });
  }

  serves(target: Target): boolean {
    return this.provider.serves(target);
  }

  send(calls: ProviderCall[], signal: AbortSignal): Promise<Outcome[]> {
    return this.provider.send(
      calls.map((call) => this.led(call)),
      signal,
    );
  }

  close(): Promise<void> {
    return this.provider.close();
  }

  private led(call: ProviderCall): ProviderCall {
    const { target } = call;
    if (target.channel !== 'push' || !('device_id' in target)) return call;
    const token = `${this.base}/${encodeURIComponent(target.device_id)}`;
    return { ...call, target: { ...target, token, keys: READABLE } };
  }
}
