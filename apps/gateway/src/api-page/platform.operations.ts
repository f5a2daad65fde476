import { z } from 'zod';
import type { Operation, OwnAnswer } from './operation.js';

const page = (path: string, id: string, summary: string, answer: Omit<OwnAnswer, 'description'>): Operation => ({
  method: 'get',
  path,
  id,
  tag: 'Platform',
  access: 'anybody',
  summary,
  answers: { 200: { description: summary, ...answer } },
});

const health = z.looseObject({ status: z.enum(['ok', 'error', 'shutting_down']) });

export const platformOperations: readonly Operation[] = [
  page('/', 'index', 'Where things are', { schema: z.record(z.string(), z.string()) }),
  page('/openapi.json', 'openapi', 'This document', { schema: z.looseObject({ openapi: z.string() }) }),
  page('/docs', 'docs', 'This document as a page', { media: 'text/html' }),
  page('/health/live', 'live', 'Whether the process runs', { schema: health }),
  page('/health/ready', 'ready', 'Whether it can do its work', { schema: health }),
  page('/metrics', 'metrics', 'Figures for Prometheus', { media: 'text/plain' }),
];
