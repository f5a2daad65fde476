import type { Answer, Exchange } from '../http/exchange.js';
import type { Connection } from '../http/listener.js';
import type { Fault, FaultPlan } from '../faults/fault-plan.js';
import type { Ledger } from '../ledger/ledger.js';
import type { CallCounts } from './call-counts.js';
import type { Protocol } from './protocol.js';
import type { ProviderName } from './provider-name.js';
import { rawRequest } from './raw-request.js';

/** A hung call is let go at last: no client waits longer, and sockets are not endless. */
const LONGEST_HANG_MS = 120_000;

const pause = (ms: number): Promise<void> => new Promise((ok) => setTimeout(ok, ms).unref());

export interface ProviderDesk {
  readonly ledger: Ledger;
  readonly counts: CallCounts;
  planOf(name: ProviderName): FaultPlan;
}

/** One call to a provider: its fault, its rules, the ledger, and only then its answer. */
export async function takeCall(
  desk: ProviderDesk,
  protocol: Protocol,
  exchange: Exchange,
  connection: Connection,
): Promise<Answer | undefined> {
  const counts = desk.counts.of(protocol.name);
  counts.calls++;
  const fault = desk.planOf(protocol.name).next();
  if (fault.mode !== 'ok') counts.faults++;
  if (fault.mode === 'error') return protocol.failure(fault.status, fault.retry_after);
  if (fault.mode === 'throttle') return protocol.failure(429, fault.retry_after);
  if (fault.mode === 'timeout') return hang(connection);
  const reception = protocol.receive(exchange);
  if (reception.kind === 'answered') {
    if (reception.refused) counts.refused++;
    return reception.answer;
  }
  await desk.ledger.append({
    provider: protocol.name,
    at: new Date().toISOString(),
    sends: reception.sends,
    request: rawRequest(exchange, reception.body),
  });
  return afterAccepting(fault, reception.answer, connection);
}

async function afterAccepting(fault: Fault, answer: Answer, connection: Connection): Promise<Answer | undefined> {
  if (fault.mode === 'accept_then_drop') {
    connection.drop();
    return undefined;
  }
  if (fault.mode === 'slow') await pause(fault.latency_ms);
  return answer;
}

function hang(connection: Connection): undefined {
  setTimeout(() => connection.drop(), LONGEST_HANG_MS).unref();
  return undefined;
}
