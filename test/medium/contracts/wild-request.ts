import type { KeyObject } from 'node:crypto';
import fc, { type Arbitrary } from 'fast-check';
import { anyOf, arbitraryOf, type ArbitraryContext } from './arbitrary-of.js';
import type { DocumentedCall } from './documented-calls.js';
import { hostileHeaders, hostileSegment, hostileValue, maybeHarmed, spoiledText } from './hostile.js';
import type { RawRequest } from './raw-http.js';
import { signed } from './signed.js';
import { kindsIn, type StoredThings } from './stored-things.js';

export interface WildRequest {
  readonly call: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | undefined;
}

/** A request of this call: often a good one, about things that are stored, and often something is wrong with it. */
export function wildRequest(call: DocumentedCall, things: StoredThings): Arbitrary<WildRequest> {
  const context: ArbitraryContext = {
    schemas: things.document.components.schemas,
    namedBy: (field) => things.namedBy(field, call.path),
  };
  const path = fc
    .tuple(addresses(call, things), queries(call, context, things))
    .map(([address, query]) => address + query);
  const others = fc.constantFrom('GET', 'PUT', 'POST', 'PATCH', 'DELETE').map((method) => method);
  const parts = fc.record({
    method: fc.oneof({ weight: 40, arbitrary: fc.constant(call.method) }, others),
    path,
    headers: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, hostileHeaders),
    body: bodies(call, context, things),
  });
  return parts.map(({ headers, body, ...rest }) => ({ call: call.id, ...rest, headers, body }));
}

/** As it goes over the wire, with what a good client would send beside it. */
export function asSent(
  { call: id, headers, body, ...request }: WildRequest,
  things: StoredThings,
  sendgridKey: KeyObject,
): RawRequest {
  const call = things.calls.find((one) => one.id === id)!;
  const credentials = { api_key: things.apiKey, user_token: things.userToken, none: undefined };
  const credential = credentials[call.credential];
  const given = body && request.method !== 'GET' ? body : undefined;
  const { headers: signature, body: signedBody } = signed(
    call.path,
    request.path,
    given ?? Buffer.alloc(0),
    sendgridKey,
  );
  const sent = given && (signedBody ?? given);
  return {
    ...request,
    body: sent,
    headers: {
      ...(credential === undefined ? {} : { authorization: `Bearer ${credential}` }),
      ...(sent ? { 'content-type': call.body?.media ?? 'application/json', 'content-length': `${sent.length}` } : {}),
      ...signature,
      ...headers,
    },
  };
}

function addresses({ path }: DocumentedCall, things: StoredThings): Arbitrary<string> {
  const kinds = kindsIn(path);
  const segment = (kind: string) =>
    fc.oneof(
      {
        weight: 5,
        arbitrary: anyOf(() => things.ids.get(kind) ?? [things.one(kind)]).map(encodeURIComponent),
      },
      hostileSegment,
    );
  return fc.tuple(...kinds.map(segment)).map((segments) => {
    let at = 0;
    return path.replace(/\{\w+\}/g, () => segments[at++]!);
  });
}

function queries(call: DocumentedCall, context: ArbitraryContext, things: StoredThings): Arbitrary<string> {
  const { parameters } = call;
  const own = parameters.filter((one) => one.in === 'query');
  if (own.length === 0) return fc.constantFrom('', '', '', '?', '?x=1');
  const texts = own.map(({ name, schema }) => {
    const good = arbitraryOf(schema, context, name).map(textOf);
    return [name, fc.oneof({ weight: 4, arbitrary: good }, hostileValue.map(textOf))] as const;
  });
  const extra = fc.constantFrom('', '', '', '', '&x=1', '&limit=1&limit=2', '&__proto__=1', '&a[b]=1', '&%zz', '&=&');
  const query = fc.record(Object.fromEntries(texts), { requiredKeys: [] }).chain((all) =>
    fc.subarray(Object.entries(all)).map((some) =>
      some
        .slice(0, 3)
        .map(([name, value]) => `${name}=${encodeURIComponent((value ?? '').slice(0, 2_000).toWellFormed())}`)
        .join('&'),
    ),
  );
  const wild = fc.tuple(query, extra).map(([text, more]) => `?${text}${more}`);
  // What asks for several at once would hardly ever get them by chance.
  const needed = things.queryOf(call, 'needed');
  return needed === '' ? wild : fc.oneof({ weight: 2, arbitrary: wild }, fc.constant(needed));
}

function bodies({ body, method }: DocumentedCall, context: ArbitraryContext, things: StoredThings) {
  if (!body)
    return method === 'GET'
      ? fc.constant(undefined)
      : fc.option(spoiledText(fc.constant('{}')), { nil: undefined, freq: 10 });
  const call = things.calls.find((one) => one.body === body)!;
  const good = fc.oneof(
    arbitraryOf(body.schema, context),
    fc.constant(call).map((one) => things.bodyOf(one)),
  );
  const text = maybeHarmed(good).map((value) => written(value, body.media));
  return spoiledText(text);
}

const written = (value: unknown, media: string): string =>
  media.includes('form') ? new URLSearchParams(asFields(value)).toString() : (JSON.stringify(value) ?? 'null');

const asFields = (value: unknown): [string, string][] =>
  Object.entries(Object(value) as Record<string, unknown>).flatMap(([name, one]) =>
    [one].flat().map((each): [string, string] => [name, textOf(each)]),
  );

const textOf = (value: unknown): string =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toWellFormed();
