import type { CallbackDesk } from './callbacks/callback-desk.js';
import type { Answer } from './http/exchange.js';
import type { Ledger } from './ledger/ledger.js';
import type { CallCounts } from './providers/call-counts.js';
import { PROVIDER_NAMES } from './providers/provider-name.js';

/** A handful of numbers in Prometheus' text format, without a client library. */
export function metrics(ledger: Ledger, counts: CallCounts, callbacks: CallbackDesk): Answer {
  const lines = [
    '# HELP carillon_simulator_calls_total Calls to the simulated providers.',
    '# TYPE carillon_simulator_calls_total counter',
  ];
  for (const provider of PROVIDER_NAMES)
    for (const [outcome, count] of Object.entries(counts.of(provider)))
      lines.push(`carillon_simulator_calls_total{provider="${provider}",outcome="${outcome}"} ${count}`);
  lines.push(
    '# HELP carillon_simulator_accepted Sends in the ledger.',
    '# TYPE carillon_simulator_accepted gauge',
    ...PROVIDER_NAMES.map(
      (provider) => `carillon_simulator_accepted{provider="${provider}"} ${ledger.countOf(provider)}`,
    ),
    '# HELP carillon_simulator_callbacks_owed Callbacks not told yet.',
    '# TYPE carillon_simulator_callbacks_owed gauge',
    ...PROVIDER_NAMES.map(
      (provider) => `carillon_simulator_callbacks_owed{provider="${provider}"} ${callbacks.owedBy(provider)}`,
    ),
    '# HELP process_resident_memory_bytes Resident memory size in bytes.',
    '# TYPE process_resident_memory_bytes gauge',
    `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
  );
  return {
    status: 200,
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
    body: `${lines.join('\n')}\n`,
  };
}
