// The control API, by which tests and tools steer the simulator. Stable:
//
//   GET    /control/ledger?after=<cursor>&limit=<1..10000>&raw=0|1&provider=  {entries: [{seq, provider, to, notification_id, delivery_id, message_id, at, raw}], next}
//   DELETE /control/ledger                                           204; the numbering goes on
//   GET    /control/counts                                           {sendgrid: {calls, accepted, refused, faults, callbacks: {…}}, …, last_seq}
//   GET    /control/faults · PUT /control/faults/{provider}          {mode: ok|error|timeout|throttle|accept_then_drop|slow, rate, status, retry_after, latency_ms, until_count}
//   GET    /control/callbacks · PUT /control/callbacks/{provider}    {enabled, delay_ms, kinds, rules: [{to, kinds, delay_ms, rate, error_code}]}
//   PUT    /control/webhooks/<anything> · DELETE …                   {secret}: calls to /webhook/<anything> must be signed with it
//   POST   /control/inbound/twilio                                   {from, to, body}: an SMS from a person; STOP words opt out, START opts in
//   GET    /control/keys                                             {sendgrid_webhook_key}
import { z } from 'zod';
import { callbackRulesSchema } from '../callbacks/callback-rules.js';
import type { CallbackDesk } from '../callbacks/callback-desk.js';
import { faultSchema } from '../faults/fault-plan.js';
import { json, jsonOf, problem, queryOf, type Answer, type Exchange } from '../http/exchange.js';
import type { Ledger } from '../ledger/ledger.js';
import type { CallCounts } from '../providers/call-counts.js';
import { isProviderName, PROVIDER_NAMES, type ProviderName } from '../providers/provider-name.js';
import type { InboundSms } from '../providers/twilio/inbound-sms.js';
import type { ControlState } from './control-state.js';

const PREFIX = '/control/';
const NOTHING: Answer = { status: 204 };
const secretSchema = z.strictObject({ secret: z.string().regex(/^(whsec_)?[A-Za-z0-9+/]+={0,2}$/) });
const inboundSchema = z.strictObject({ from: z.string(), to: z.string(), body: z.string() });

export interface Controlled {
  readonly ledger: Ledger;
  readonly state: ControlState;
  readonly counts: CallCounts;
  readonly callbacks: CallbackDesk;
  readonly inbound: InboundSms;
}

type Route = (exchange: Exchange, rest: string) => Answer | Promise<Answer>;

/** Answers the exchange with the value in its body, or says which field of it is wrong. */
function withBody<T>(exchange: Exchange, schema: z.ZodType<T>, then: (value: T) => Answer | Promise<Answer>) {
  const value = jsonOf(exchange);
  if (value === undefined) return problem(400, 'Bad Request', 'the body is not JSON');
  const parsed = schema.safeParse(value);
  if (parsed.success) return then(parsed.data);
  const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
  return problem(400, 'Bad Request', issues.join('; '));
}

const forProvider =
  (route: (exchange: Exchange, provider: ProviderName) => Answer | Promise<Answer>): Route =>
  (exchange, rest) =>
    isProviderName(rest)
      ? route(exchange, rest)
      : problem(404, 'Not Found', `no provider '${rest}'; there are: ${PROVIDER_NAMES.join(', ')}`);

const byProvider = <T>(valueOf: (name: ProviderName) => T): Record<string, T> =>
  Object.fromEntries(PROVIDER_NAMES.map((name) => [name, valueOf(name)]));

function whole(text: string | null, fallback: number, most: number): number {
  const value = Number(text ?? fallback);
  return Number.isInteger(value) && value >= 0 ? Math.min(value, most) : fallback;
}

async function readLedger(ledger: Ledger, exchange: Exchange): Promise<Answer> {
  const query = queryOf(exchange);
  const after = whole(query.get('after'), 0, Number.MAX_SAFE_INTEGER);
  const limit = whole(query.get('limit'), 100, 10_000) || 1;
  const only = query.get('provider') ?? '';
  const entries = await ledger.page(after, limit, query.get('raw') !== '0', isProviderName(only) ? only : undefined);
  return json(200, { entries, next: entries.at(-1)?.seq ?? after });
}

function routesOf({ ledger, state, counts, callbacks, inbound }: Controlled): Record<string, Route> {
  const countsOf = (name: ProviderName) => ({
    accepted: ledger.countOf(name),
    ...counts.of(name),
    callbacks: callbacks.countsOf(name),
  });
  return {
    'GET ledger': (exchange) => readLedger(ledger, exchange),
    'DELETE ledger': () => (callbacks.clear(), ledger.clear(), counts.clear(), NOTHING),
    'GET counts': () => json(200, { ...byProvider(countsOf), last_seq: ledger.lastSeq }),
    'GET keys': () => json(200, { sendgrid_webhook_key: callbacks.sendgridPublicKey }),
    'GET faults': () =>
      json(
        200,
        byProvider((name) => state.planOf(name).fault),
      ),
    'PUT faults/': forProvider((exchange, name) =>
      withBody(exchange, faultSchema, (fault) => (state.setFault(name, fault), json(200, fault))),
    ),
    'GET callbacks': () => json(200, byProvider(state.rulesOf)),
    'PUT callbacks/': forProvider((exchange, name) =>
      withBody(exchange, callbackRulesSchema(name), (rules) => (state.setRules(name, rules), json(200, rules))),
    ),
    'PUT webhooks/': (exchange, rest) =>
      withBody(exchange, secretSchema, ({ secret }) => (state.setSecret(`/webhook/${rest}`, secret), NOTHING)),
    'DELETE webhooks/': (_, rest) => (state.setSecret(`/webhook/${rest}`, undefined), NOTHING),
    'POST inbound/': (exchange, rest) =>
      rest === 'twilio'
        ? withBody(exchange, inboundSchema, async (sms) => json(200, { callback: await inbound.receive(sms) }))
        : problem(404, 'Not Found'),
  };
}

export function controlRoutes(controlled: Controlled) {
  const routes = routesOf(controlled);
  return {
    matches: (path: string): boolean => path.startsWith(PREFIX),
    handle(exchange: Exchange): Answer | Promise<Answer> {
      const rest = exchange.path.slice(PREFIX.length);
      const slash = rest.indexOf('/') + 1;
      const route = routes[`${exchange.method} ${slash ? rest.slice(0, slash) : rest}`];
      return route ? route(exchange, decodeURIComponent(rest.slice(slash))) : problem(404, 'Not Found');
    },
  };
}
