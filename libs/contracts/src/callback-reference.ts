/**
 * What a provider hands back with everything it says of a message, where it keeps one string for us: ids only.
 * `<tenant>.<notification>.<delivery>.<attempt>.<priority>`, and `.test` behind it for what was sent with a test key. A tenant
 * may have points in its name, so that it is read from the end.
 */
import { PRIORITIES, type Priority } from './channels.js';

export interface CallbackReference {
  /** Empty where the provider keeps too short a string: the notification says whose it is. */
  readonly tenantId: string;
  readonly notificationId: string;
  readonly deliveryId: string;
  /** From 1. */
  readonly attempt: number;
  readonly priority: Priority;
  readonly test: boolean;
}

type Told = Omit<CallbackReference, 'test'> & { readonly test?: boolean | undefined };

/** At most so many characters; the tenant is left out where it does not fit. */
export function callbackReference(call: Told, longest: number): string {
  const { tenantId, notificationId, deliveryId, attempt, priority } = call;
  const rest = `.${notificationId}.${deliveryId}.${attempt}.${priority}${call.test === true ? '.test' : ''}`;
  return tenantId.length + rest.length <= longest ? `${tenantId}${rest}` : rest;
}

const FORM = /^(.*)\.([0-9a-f-]{36})\.([0-9a-f-]{36})\.(\d{1,4})\.([a-z]+)(\.test)?$/s;

/** undefined: it is none of ours. */
export function readCallbackReference(text: string): CallbackReference | undefined {
  const match = FORM.exec(text);
  const priority = PRIORITIES.find((one) => one === match?.[5]);
  if (!match || !priority) return undefined;
  const [, tenantId = '', notificationId = '', deliveryId = ''] = match;
  return { tenantId, notificationId, deliveryId, attempt: Number(match[4]), priority, test: match[6] !== undefined };
}
