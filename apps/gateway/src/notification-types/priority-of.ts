import type { NotificationType, Priority, PriorityRule } from '#libs/contracts';

/** What of a request rules may look at. */
export interface Ruled {
  readonly content: {
    readonly title: string;
    readonly body: string;
    readonly data?: Readonly<Record<string, unknown>> | undefined;
  };
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

const FIELD = /^(content\.(title|body)|content\.data(\.[^.]+)+|metadata\..+)$/s;

export const isRuleField = (field: string): boolean => FIELD.test(field);

/** The priority of a request that names none: the first rule that fits says it, or the type. */
export function priorityOf({ priority, priority_rules: rules }: NotificationType, request: Ruled): Priority {
  if (rules.length === 0) return priority;
  return rules.find((rule) => fits(rule, valueAt(request, rule.field)))?.priority ?? priority;
}

/** All that the rule says must hold. */
function fits({ equals, contains, above, below }: PriorityRule, value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (equals !== undefined && value !== equals) return false;
  if (contains !== undefined && !holds(value, contains)) return false;
  if (above === undefined && below === undefined) return equals !== undefined || contains !== undefined;
  const number = numberIn(value);
  return number !== undefined && number > (above ?? -Infinity) && number < (below ?? Infinity);
}

function holds(value: unknown, text: string): boolean {
  if (Array.isArray(value)) return value.includes(text);
  return typeof value === 'string' && value.toLowerCase().includes(text.toLowerCase());
}

const NUMERAL = /^-?\d{1,15}(\.\d{1,15})?$/;

/** Metadata are texts: an amount in them counts as the number it shows. */
function numberIn(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && NUMERAL.test(value) ? Number(value) : undefined;
}

const METADATA = 'metadata.';

/** Own properties alone: what every object has is nobody's data. The keys of metadata may have dots. */
function valueAt({ content, metadata }: Ruled, field: string): unknown {
  if (field.startsWith(METADATA)) return ownOf(metadata, field.slice(METADATA.length));
  const [, ...path] = field.split('.');
  return path.reduce(ownOf, content as unknown);
}

const ownOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
