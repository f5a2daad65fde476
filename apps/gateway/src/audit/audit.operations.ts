import { listOf } from '../api-page/answer.js';
import type { Operation } from '../api-page/operation.js';
import { auditEventAnswer } from './audit.answers.js';
import { auditQuery } from './search-audit/audit-query.js';

export const auditOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/v1/audit',
    id: 'searchAudit',
    tag: 'Access',
    access: 'audit:read',
    summary: 'Who changed what, and who was refused, newest first',
    query: auditQuery,
    answers: { 200: { description: 'A page', schema: listOf(auditEventAnswer) } },
  },
];
