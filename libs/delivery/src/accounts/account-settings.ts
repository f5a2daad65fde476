/** The settings of an account: sealed where they lie and where they travel, told without what is secret. */
import { z } from 'zod';
import { isSecret } from '#libs/contracts';
import type { Vault } from '#libs/vault';

type Settings = Readonly<Record<string, unknown>>;

export const sealSettings = (vault: Vault, tenant: string, settings: object): string =>
  vault.seal(tenant, JSON.stringify(settings));

/** Throws where the key is gone, or it is not an object. */
export const openSettings = (vault: Vault, tenant: string, sealed: string): Settings =>
  z.record(z.string(), z.unknown()).parse(JSON.parse(vault.open(tenant, sealed)));

/** What is not known to the schema is not told either. */
export function tellable(schema: z.ZodType, settings: Settings): { settings: Settings; secrets: string[] } {
  const shape = schema instanceof z.ZodObject ? (schema.shape as Readonly<Record<string, z.ZodType>>) : {};
  const given = Object.entries(shape).filter(([name]) => settings[name] !== undefined);
  return {
    settings: Object.fromEntries(given.filter(([, one]) => !isSecret(one)).map(([name]) => [name, settings[name]])),
    secrets: given.filter(([, one]) => isSecret(one)).map(([name]) => name),
  };
}

const LEAST_SECRET = 6;

/** Providers repeat in their words what they were sent. */
export function withoutSecrets(text: string, schema: z.ZodType, settings: Settings): string {
  const { secrets } = tellable(schema, settings);
  const values = secrets.flatMap((name) => textsIn(settings[name])).filter((value) => value.length >= LEAST_SECRET);
  return values.reduce((told, value) => told.replaceAll(value, '…'), text);
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
