import type { z } from 'zod';
import type { Provider } from './provider.js';

/**
 * A make of provider that an account can be of. `settings` is what an account says; it is the schema that the API documents and
 * checks, and what is secret in it is `.meta({ secret: true })`: never told again. Where a deployment's own (the address of a
 * stand-in, a time-out) is needed beside them, the kind is made with it.
 */
export interface ProviderKind<Settings extends object = Readonly<Record<string, unknown>>> {
  /** As in metrics, the ledger and the simulator: 'sendgrid', 'twilio', … */
  readonly name: string;
  readonly settings: z.ZodType<Settings>;
  /** `accountId`: a tenant's own, which has an address of its own for callbacks. */
  make(settings: Settings, accountId?: string): Provider;
}
