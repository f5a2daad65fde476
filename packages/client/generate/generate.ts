/** Writes src/api.ts: `node packages/client/generate/generate.ts`, as `npm run contracts` does. */
import { readFileSync, writeFileSync } from 'node:fs';
import { typescriptOf } from './typescript-of.ts';

const document: unknown = JSON.parse(readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8'));
writeFileSync(new URL('../src/api.ts', import.meta.url), typescriptOf(document));
