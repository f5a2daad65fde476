import { z } from 'zod';
import type { Operation } from './operation.js';

const page = (path: string, id: string, summary: string): Operation => ({
  method: 'get',
  path,
  id,
  tag: 'Platform',
  access: 'anybody',
  summary,
  answers: { 200: { description: summary } },
});

export const platformOperations: readonly Operation[] = [
  {
    ...page('/', 'index', 'Where things are'),
    answers: { 200: { description: 'Addresses', schema: z.record(z.string(), z.string()) } },
  },
  page('/openapi.json', 'openapi', 'This document'),
  page('/docs', 'docs', 'This document as a page'),
  page('/health/live', 'live', 'Whether the process runs'),
  page('/health/ready', 'ready', 'Whether it can do its work'),
  page('/metrics', 'metrics', 'Figures for Prometheus'),
];
