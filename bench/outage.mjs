import { setTimeout as pause } from 'node:timers/promises';
import { must } from '../test/faults/http-client.mjs';
import { now } from './steady.mjs';

const PROVIDER = 'sendgrid';
/** Ten minutes, of which TIME_FACTOR leaves one. */
export const OUTAGE_TIME_FACTOR = 0.1;
const OUTAGE_MS = 600_000 * OUTAGE_TIME_FACTOR;
/** What the provider takes in a second, and what the account is told: some arrive closer together than they left. */
const LIMIT_PER_SECOND = 2_000;
const ACCOUNT_PER_SECOND = 1_900;
const PAGE = 10_000;

/** The most that arrived in any second, and the whole time of it. */
async function arrivals({ simulator }, after) {
  const times = [];
  for (let cursor = after; ;) {
    const path = `/control/ledger?raw=0&provider=${PROVIDER}&limit=${PAGE}&after=${cursor}`;
    const { entries, next } = await must(simulator, 'GET', path, { timeoutMs: 30_000 });
    for (const { at } of entries) times.push(Date.parse(at));
    cursor = next;
    if (entries.length < PAGE) break;
  }
  times.sort((a, b) => a - b);
  let most = 0;
  for (let first = 0, last = 0; last < times.length; last++) {
    while (times[last] - times[first] >= 1_000) first++;
    most = Math.max(most, last - first + 1);
  }
  return { most, seconds: times.length ? (times.at(-1) - times[0]) / 1_000 : 0 };
}

/** A provider is dead for ten minutes, while so many mails are asked for: all of them leave after it, and no faster than it takes them. */
export async function outage({ sender, store, simulator, apiKey, sendgridKey }, { messages, progress }) {
  const { gateway } = sender;
  const settings = { api_key: sendgridKey, from: 'Bench <bench@example.com>' };
  const body = { kind: PROVIDER, name: 'Outage', per_second: ACCOUNT_PER_SECOND, settings };
  const account = await must(gateway, 'POST', '/v1/providers', { apiKey, body });
  try {
    const { last_seq: after } = await must(simulator, 'GET', '/control/counts');
    const acceptedBefore = await store.accepted(PROVIDER);
    const since = Date.now();
    await must(simulator, 'PUT', `/control/faults/${PROVIDER}`, { body: { mode: 'error', status: 503 } });
    const began = now();
    await sender.bulk(messages, 'email');
    progress.line(`outage: all ${messages} accepted after ${Math.round((now() - began) / 1000)} s`);
    await pause(Math.max(0, OUTAGE_MS - (now() - began)));
    const during = (await store.accepted(PROVIDER)) - acceptedBefore;
    await must(simulator, 'PUT', `/control/faults/${PROVIDER}`, { body: { mode: 'ok' } });
    const healed = now();
    await store.untilDone({ provider: PROVIDER, acceptedBefore, since, n: messages, timeoutMs: 600_000 });
    const drainSeconds = Math.round((now() - healed) / 100) / 10;
    const { most } = await arrivals({ simulator }, after);
    const lost = await store.notSentSince(since, messages);
    return {
      messages,
      during_outage: during,
      drain_seconds: drainSeconds,
      most_in_a_second: most,
      lost,
      limit: { most_in_a_second: LIMIT_PER_SECOND },
      ratio: Math.round((most / LIMIT_PER_SECOND) * 100) / 100,
      met: most <= LIMIT_PER_SECOND && lost === 0 && during === 0,
    };
  } finally {
    await must(simulator, 'PUT', `/control/faults/${PROVIDER}`, { body: { mode: 'ok' } });
    await must(gateway, 'DELETE', `/v1/providers/${account.id}`, { apiKey });
  }
}
