import type { FastifyInstance, FastifyRequest } from 'fastify';
import { networkOf } from '#libs/network';
import { clientOf } from '../access/caller.js';
import { operationOf } from '../access/operation-of.js';
import { isRefusal, refusedParts, rememberedRefusal, type Known, type RefusalReason } from '../access/refusal.js';
import type { Access } from '../api-page/operation.js';
import type { Audit } from './audit.js';
import type { Call } from './recorded-call.js';

/** What is kept of a request: who, what, and roughly from where. */
export function callOf(request: FastifyRequest): Call {
  return {
    ...whoIs(clientOf(request) ?? rememberedRefusal(request)?.known),
    action: operationOf(request)?.id ?? 'unknown',
    address: networkOf(request.ip),
  };
}

export const whoIs = (known: Known | undefined): Pick<Call, 'tenant_id' | 'actor' | 'key_id'> => ({
  tenant_id: known?.tenant_id,
  actor: known?.client_id,
  key_id: known?.key_id,
});

/** Their store is another app’s, which does not tell of it (as that of suppressions does): there is no transaction to write the change in. */
const ELSEWHERE: readonly (Access | undefined)[] = ['providers:write', 'pauses:write', 'events:write'];

const isChangeElsewhere = (request: FastifyRequest, status: number): boolean =>
  ELSEWHERE.includes(operationOf(request)?.access) && status < 300;

/** Every answer that refuses, or that tells of parts that are refused, is audited, whoever gave it: no room need remember to. */
export function auditAnswers(fastify: Pick<FastifyInstance, 'addHook'>, audit: Audit): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    for (const reason of reasonsOf(request, reply.statusCode)) audit.refused({ ...callOf(request), reason });
    if (isChangeElsewhere(request, reply.statusCode)) audit.allowed(callOf(request));
    done();
  });
}

function reasonsOf(request: FastifyRequest, status: number): readonly RefusalReason[] {
  const remembered = rememberedRefusal(request)?.reason;
  if (remembered) return [remembered];
  const parts = refusedParts(request);
  return parts.length === 0 && isRefusal(status) ? [likely(request, status)] : parts;
}

function likely(request: FastifyRequest, status: number): RefusalReason {
  if (status === 429) return 'limit';
  return operationOf(request)?.access === 'signature' ? 'signature' : 'other';
}
