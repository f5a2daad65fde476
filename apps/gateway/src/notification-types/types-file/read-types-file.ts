import { z } from 'zod';
import { checkSafely, type FieldProblem } from '#libs/http';
import { CarillonError } from '#libs/kernel';
import type { FiledType } from '../notification-types.statements.js';
import { newTypeName, typeRequest } from '../type-request.js';

const oneTenant = z.strictObject({
  tenant: z
    .string()
    .regex(/^[a-z0-9_-]{1,64}$/, 'must be 1 to 64 of a–z, 0–9, - and _')
    .optional(),
  types: z.array(z.looseObject({ name: newTypeName })).max(1_000),
});

/** Says where in the file, and never what is there. */
class TypesFileError extends CarillonError {
  constructor(file: string, problems: readonly string[]) {
    super('types_file_invalid', `TYPES_FILE ${file} is not valid: ${problems.join('; ')}`);
  }
}

/**
 * The types of a file: `{"tenant": "acme", "types": [{"name": "order_update", …}]}`, or a list of such. Where it names no tenant,
 * the one that is seeded is meant.
 */
export function readTypesFile(file: string, text: string, seededTenant: string | undefined): FiledType[] {
  const json = parse(file, text);
  const checked = checkSafely(Array.isArray(json) ? z.array(oneTenant) : oneTenant.transform((one) => [one]), json);
  if (!checked.ok) throw new TypesFileError(file, checked.errors.map(inWords));
  const problems: string[] = [];
  const found = new Map<string, FiledType>();
  for (const { tenant = seededTenant, types } of checked.value) {
    if (tenant === undefined) problems.push('tenant is required where SEED_TENANT is not set');
    else for (const said of types) add(found, tenant, said, problems);
  }
  if (problems.length > 0) throw new TypesFileError(file, problems);
  return [...found.values()];
}

function add(found: Map<string, FiledType>, tenant: string, said: { name: string }, problems: string[]): void {
  const { name } = said;
  const place = `${tenant}, ${name}`;
  const checked = checkSafely(typeRequest, said);
  if (!checked.ok) problems.push(...checked.errors.map((error) => `${place}: ${inWords(error)}`));
  else if (found.has(place)) problems.push(`${place}: is there twice`);
  else {
    const { managed_by: _, ...type } = checked.value;
    found.set(place, { tenantId: tenant, type: { ...type, name } });
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TypesFileError(file, ['it is not JSON']);
  }
}

const inWords = ({ pointer, detail }: FieldProblem): string => `${pointer} ${detail}`.trim();
