/**
 * What a call that brought no answer means. The one question that matters: may the provider have got the request? If it was
 * certainly never sent, trying again is safe; otherwise nobody knows, and the delivery is in doubt.
 */
import type { Outcome } from '#libs/delivery';

/** Errors of finding the host, connecting or shaking hands: before the first byte of a request. */
const NEVER_SENT: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'unreachable'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ENETUNREACH', 'no_network'],
  ['EADDRNOTAVAIL', 'no_network'],
  ['EMFILE', 'no_network'],
  ['UND_ERR_CONNECT_TIMEOUT', 'unreachable'],
  ['ENOTFOUND', 'name_not_found'],
  ['EAI_AGAIN', 'no_name_server'],
  ['ENODATA', 'name_not_found'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate'],
  ['CERT_HAS_EXPIRED', 'certificate'],
  ['CERT_NOT_YET_VALID', 'certificate'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'certificate'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'certificate'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'certificate'],
]);

const TIMED_OUT = new Set([
  'ETIMEDOUT',
  'ECONNABORTED',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ABORT_ERR',
  'ERR_CANCELED',
]);
const RESET = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'ERR_STREAM_PREMATURE_CLOSE']);

interface NetworkError {
  readonly code?: unknown;
  readonly name?: unknown;
  readonly syscall?: unknown;
  readonly cause?: unknown;
}

export function networkOutcome(error: unknown): Outcome {
  const code = wasNeverSent(error);
  if (code) return { kind: 'retry', code };
  return { kind: 'unknown', code: doubt(error) };
}

/** Why the request cannot have arrived; undefined when it may have. */
function wasNeverSent(error: unknown): string | undefined {
  for (const one of chain(error)) {
    const known = NEVER_SENT.get(String(one.code));
    if (known) return known;
    if (one.syscall === 'connect' || one.syscall === 'getaddrinfo') return 'unreachable';
  }
  return undefined;
}

function doubt(error: unknown): string {
  for (const { code, name } of chain(error)) {
    if (TIMED_OUT.has(String(code)) || name === 'TimeoutError' || name === 'AbortError') return 'timeout';
    if (RESET.has(String(code))) return 'reset';
  }
  return 'no_answer';
}

/** Clients wrap the socket's error, some of them twice. */
function chain(error: unknown): NetworkError[] {
  const found: NetworkError[] = [];
  for (let one = error; typeof one === 'object' && one !== null && found.length < 4; one = (one as NetworkError).cause)
    found.push(one);
  return found;
}
