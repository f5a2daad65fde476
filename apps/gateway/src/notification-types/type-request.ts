import { z } from 'zod';
import { CHANNELS, PRIORITIES, type NotificationType } from '#libs/contracts';
import { check, problems } from '#libs/http';
import { escalationSteps, stepComplaints } from './escalation-steps.js';
import { isRuleField } from './priority-of.js';

const SECOND_OF_A_MONTH = 2_592_000;
const WEEK = 604_800;

const slug = (what: string) =>
  z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/, `must be ${what}: 1 to 64 of a–z, 0–9, _, . and -`);

export const newTypeName = slug('a name').meta({ example: 'order_update' });

const channels = z
  .array(z.enum(CHANNELS))
  .min(1)
  .max(CHANNELS.length)
  .refine((all) => new Set(all).size === all.length, 'must not name a channel twice');

const plainValue = z.union([z.string().max(1_000), z.number(), z.boolean()], {
  error: 'must be a text, a number, true or false',
});

const CONDITIONS = ['equals', 'contains', 'above', 'below'] as const;

const priorityRule = z
  .strictObject({
    field: z
      .string()
      .max(255)
      .refine(isRuleField, 'must be content.title, content.body, content.data.… or metadata.…')
      .meta({ example: 'content.data.amount', description: 'Dots lead into the request' }),
    equals: plainValue.optional(),
    contains: z.string().min(1).max(1_000).optional().meta({ description: 'In capitals or not' }),
    above: z.number().optional().meta({ example: 1000 }),
    below: z.number().optional(),
    priority: z.enum(PRIORITIES),
  })
  .refine((rule) => CONDITIONS.some((name) => rule[name] !== undefined), {
    message: `must have one of ${CONDITIONS.join(', ')}`,
  })
  .refine(({ above = -Infinity, below = Infinity }) => above < below, {
    path: ['below'],
    message: 'must be more than above: nothing lies in between',
  });

/** What a tenant says of a type of its own; with its name it is a `NotificationType`. */
const fields = z.strictObject({
  name: newTypeName.optional().meta({ description: 'As in the path, if given' }),
  managed_by: z.literal('api').optional().meta({ description: 'As it was read' }),
  category: slug('a category').meta({ example: 'transactional', description: 'What users opt out of as a whole' }),
  critical: z
    .boolean()
    .default(false)
    .meta({ description: 'Goes out at any hour, and whatever the user has opted out of' }),
  priority: z.enum(PRIORITIES).default('medium'),
  priority_rules: z
    .array(priorityRule)
    .max(20)
    .default([])
    .meta({ description: 'The first that fits decides, where the request names no priority' }),
  channels,
  when_in_doubt: z
    .enum(['resend', 'hold'])
    .default('resend')
    .meta({ description: 'When nobody knows whether a provider took it' }),
  ttl_seconds: z
    .int()
    .min(10)
    .max(SECOND_OF_A_MONTH)
    .default(WEEK)
    .meta({ description: 'Past this age it is not sent any more' }),
  quiet_hours: z.enum(['hold', 'ignore']).default('hold'),
  daily_cap: z
    .int()
    .min(1)
    .max(10_000)
    .nullable()
    .default(null)
    .meta({ description: 'The most that a user gets of its category in a day of theirs' }),
  escalation: escalationSteps.default([]),
});

type Fields = z.infer<typeof fields>;

interface Complaint {
  readonly path: PropertyKey[];
  readonly message: string;
}

/** What no field says by itself. */
function complaints(type: Fields): Complaint[] {
  return [...(type.critical ? ofCritical(type) : ofPlain(type)), ...ofEscalation(type)];
}

function ofCritical({ daily_cap }: Fields): Complaint[] {
  return daily_cap === null
    ? []
    : [{ path: ['daily_cap'], message: 'must be null for a critical type: what is critical is never held back' }];
}

/** The critical lanes are for what cannot wait: who wants them says that the type goes out whatever its user said. */
function ofPlain({ priority, priority_rules: rules }: Fields): Complaint[] {
  const own = priority === 'critical' ? [['priority'] as PropertyKey[]] : [];
  const raised = rules.flatMap((rule, i) => (rule.priority === 'critical' ? [['priority_rules', i, 'priority']] : []));
  return [...own, ...raised].map((path) => ({
    path,
    message: 'must be high, medium or low unless the type is critical',
  }));
}

const ofEscalation = ({ escalation, ttl_seconds }: Fields): Complaint[] =>
  stepComplaints(escalation, ttl_seconds).map(({ step, message }) => ({
    path: ['escalation', step, 'after_seconds'],
    message,
  }));

const path = z.strictObject({ name: newTypeName });

/** Replaces the type. */
export const typeRequest = fields
  .superRefine((type, context) => {
    for (const { path, message } of complaints(type)) context.addIssue({ code: 'custom', path, message });
  })
  .meta({
    id: 'NotificationTypeRequest',
    example: {
      category: 'marketing',
      channels: ['push', 'email'],
      priority: 'low',
      priority_rules: [{ field: 'content.data.amount', above: 1000, priority: 'high' }],
      daily_cap: 5,
      escalation: [{ after_seconds: 3600, unless: 'READ', channels: ['sms'] }],
    },
  });

/** The type of this name, as the body of a request says it. */
export function readType(name: string, body: unknown): NotificationType {
  const { name: given } = check(path, { name });
  const { name: said = given, managed_by: _, ...type } = check(typeRequest, body);
  if (said !== given) throw problems.invalidField('/name', 'must be the name in the path, or left out');
  return { ...type, name: given };
}
