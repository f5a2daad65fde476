// Apple's push service. Tokens are hexadecimal, and some have a fate by their beginning: `dead…` has been unregistered for a minute
// (410), `bad0…` never was one (400), `0000…` likewise, `decaf…` is of another app (400), `f100d…` gets too many (429).
import type { KeyObject } from 'node:crypto';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { bytesOf, json, jsonOf, type Answer, type Exchange } from '../../http/exchange.js';
import type { LedgerEntry } from '../../ledger/ledger-entry.js';
import { refused, type Preview, type Protocol, type Reception } from '../protocol.js';
import { apnsPublicKey, tokenProblem } from './provider-token.js';

const SEND = /^\/3\/device\/([^/]*)$/;
const TOKEN = /^([0-9a-f]{2}){32,100}$/i;
const LARGEST = 4_096;
const MINUTE_MS = 60_000;

const payload = z.looseObject({
  aps: z.looseObject({ alert: z.object({ title: z.string().optional(), body: z.string().optional() }).optional() }),
  notification_id: z.string().optional(),
  delivery_id: z.string().optional(),
});

const STATUS: Readonly<Record<string, number>> = {
  MissingProviderToken: 403,
  InvalidProviderToken: 403,
  ExpiredProviderToken: 403,
  MethodNotAllowed: 405,
  Unregistered: 410,
  PayloadTooLarge: 413,
  TooManyRequests: 429,
  InternalServerError: 500,
  ServiceUnavailable: 503,
};

const FATES: readonly (readonly [string, string])[] = [
  ['dead', 'Unregistered'],
  ['bad0', 'BadDeviceToken'],
  ['0000', 'BadDeviceToken'],
  ['decaf', 'DeviceTokenNotForTopic'],
  ['f100d', 'TooManyRequests'],
];

const error = (reason: string, headers: Record<string, string | number> = {}, more: object = {}): Answer =>
  json(STATUS[reason] ?? 400, { reason, ...more }, headers);

export class ApnsProtocol implements Protocol {
  readonly name = 'apns';
  private readonly known: { readonly id: string | undefined; readonly key: KeyObject | undefined };

  constructor(
    keyId?: string,
    publicKey?: string,
    private readonly now: () => number = Date.now,
  ) {
    this.known = { id: keyId, key: publicKey === undefined ? undefined : apnsPublicKey(publicKey) };
  }

  matches(path: string): boolean {
    return path.startsWith('/3/device/');
  }

  receive(exchange: Exchange): Reception {
    const { headers } = exchange;
    const id = headerOf(headers['apns-id']) ?? randomUUID();
    const problem = this.problemOf(exchange);
    if (problem) {
      const more = problem === 'Unregistered' ? { timestamp: this.now() - MINUTE_MS } : {};
      return refused(error(problem, { 'apns-id': id }, more));
    }
    const to = SEND.exec(exchange.path)![1]!;
    const { notification_id, delivery_id } = payload.parse(jsonOf(exchange));
    return {
      kind: 'accepted',
      answer: { status: 200, headers: { 'apns-id': id } },
      sends: [{ to, notification_id, delivery_id, message_id: id }],
    };
  }

  failure(status: number, retryAfter?: number): Answer {
    const reason = Object.keys(STATUS).find((one) => STATUS[one] === status) ?? 'InternalServerError';
    return { ...error(reason, retryAfter === undefined ? {} : { 'retry-after': retryAfter }), status };
  }

  preview(entry: LedgerEntry): Preview {
    const { aps, ...data } = payload.parse(JSON.parse(entry.raw?.body ?? '{"aps":{}}'));
    return { title: aps.alert?.title, text: aps.alert?.body, data };
  }

  /** In Apple's order: who calls, then what for, then to whom. */
  private problemOf(exchange: Exchange): string | undefined {
    const { headers, method, path } = exchange;
    const { length } = bytesOf(exchange);
    if (method !== 'POST') return 'MethodNotAllowed';
    const unknown = tokenProblem(headers.authorization, this.known, this.now());
    if (unknown) return unknown;
    if (!headers['apns-topic']) return 'MissingTopic';
    if (!['undefined', '1', '5', '10'].includes(String(headers['apns-priority']))) return 'BadPriority';
    if (!/^(undefined|\d+)$/.test(String(headers['apns-expiration']))) return 'BadExpirationDate';
    if (Buffer.byteLength(headerOf(headers['apns-collapse-id']) ?? '') > 64) return 'BadCollapseId';
    const token = SEND.exec(path)?.[1] ?? '';
    if (!TOKEN.test(token)) return 'BadDeviceToken';
    if (length === 0) return 'PayloadEmpty';
    if (length > LARGEST) return 'PayloadTooLarge';
    const fate = FATES.find(([beginning]) => token.startsWith(beginning))?.[1];
    return fate ?? (payload.safeParse(jsonOf(exchange)).success ? undefined : 'BadMessage');
  }
}

const headerOf = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;
