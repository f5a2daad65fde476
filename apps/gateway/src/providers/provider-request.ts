import { z } from 'zod';
import { CHANNELS, PROVIDER_KIND_NAMES, PROVIDER_KINDS, type ProviderKindName } from '#libs/contracts';
import { check } from '#libs/http';

const name = z
  .string()
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, 'must not contain control characters')
  .refine((text) => text.trim() !== '', 'must not be blank')
  .max(100)
  .meta({ example: 'Main account' });

const fields = {
  order: z.int().min(1).max(100).meta({ description: 'The lower, the sooner', example: 1 }),
  weight: z.int().min(1).max(1_000).meta({ description: 'Its share among those of the same order and cost' }),
  cost: z.number().min(0).max(1_000_000).meta({ description: 'Among those of the same order, the cheaper goes first' }),
  only_for: z
    .array(
      z
        .string()
        .regex(/^[\x21-\x7e]+$/, 'must be visible ASCII')
        .max(64),
    )
    .max(50)
    .meta({ description: 'Serves only targets that begin or end so; empty: all', example: ['+49', '.de'] }),
  per_second: z
    .int()
    .min(1)
    .max(100_000)
    .nullable()
    .meta({ description: 'Messages a second that it takes, all instances together; null: no end' }),
  enabled: z.boolean(),
};

const made = {
  name,
  order: fields.order.default(1),
  weight: fields.weight.default(1),
  cost: fields.cost.default(0),
  only_for: fields.only_for.default([]),
  per_second: fields.per_second.default(null),
  enabled: fields.enabled.default(true),
};

const ofKind = <Kind extends ProviderKindName>(kind: Kind) =>
  z
    .strictObject({ kind: z.literal(kind), ...made, settings: PROVIDER_KINDS[kind].settings })
    .meta({ id: `Create${kind[0]?.toUpperCase()}${kind.slice(1)}ProviderRequest` });

const [first, ...others] = PROVIDER_KIND_NAMES;

export const createProviderRequest = z
  .discriminatedUnion('kind', [ofKind(first), ...others.map(ofKind)], {
    error: `must be one of ${PROVIDER_KIND_NAMES.join(', ')}`,
  })
  .meta({
    id: 'CreateProviderRequest',
    example: {
      kind: 'sendgrid',
      name: 'Main account',
      settings: { api_key: 'SG.example', from: 'Example Shop <shop@example.com>' },
    },
  });

export const changeProviderRequest = z
  .strictObject({
    name: name.optional(),
    order: fields.order.optional(),
    weight: fields.weight.optional(),
    cost: fields.cost.optional(),
    only_for: fields.only_for.optional(),
    per_second: fields.per_second.optional(),
    enabled: fields.enabled.optional(),
    settings: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: 'Those that change, as its kind has them: see CreateProviderRequest' }),
  })
  .meta({
    id: 'ChangeProviderRequest',
    description: 'What is left out stays as it is',
    example: { order: 2, weight: 3 },
  });

/** Whether they fit the others is seen where those are. */
export function checkChangedSettings(kind: string, settings: unknown): object | undefined {
  const known = (PROVIDER_KINDS as Readonly<Record<string, { settings: z.ZodObject } | undefined>>)[kind];
  if (!known || settings === undefined) return undefined;
  return check(z.object({ settings: known.settings.partial() }), { settings }).settings;
}

export const untriedQuery = z.strictObject({
  untried: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'true: without asking the provider whether it takes the credentials' }),
});

export const providersQuery = z.strictObject({ channel: z.enum(CHANNELS).optional() });
