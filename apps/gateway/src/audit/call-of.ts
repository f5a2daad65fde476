import type { FastifyInstance, FastifyRequest } from 'fastify';
import { clientOf } from '../access/caller.js';
import { operationOf } from '../access/operation-of.js';
import { rememberedRefusal, type RefusalReason } from '../access/refusal.js';
import type { Audit } from './audit.js';
import { networkOf } from './network-of.js';
import type { Call } from './recorded-call.js';

/** What is kept of a request: who, what, and roughly from where. */
export function callOf(request: FastifyRequest): Call {
  const client = clientOf(request);
  return {
    tenant_id: client?.tenant_id,
    actor: client?.client_id,
    key_id: client?.key_id,
    action: operationOf(request)?.id ?? 'unknown',
    address: networkOf(request.ip),
  };
}

const REFUSALS: readonly number[] = [401, 403, 429];

/** Every answer that refuses is audited, whoever gave it: a room that refuses for a reason of its own need not remember to. */
export function auditRefusals(fastify: Pick<FastifyInstance, 'addHook'>, audit: Audit): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    if (REFUSALS.includes(reply.statusCode)) {
      audit.refused({ ...callOf(request), reason: rememberedRefusal(request) ?? likely(request, reply.statusCode) });
    }
    done();
  });
}

function likely(request: FastifyRequest, status: number): RefusalReason {
  if (status === 429) return 'limit';
  return operationOf(request)?.access === 'signature' ? 'signature' : 'other';
}
