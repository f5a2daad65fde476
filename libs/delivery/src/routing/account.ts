import type { Provider } from '../provider.js';

/** A provider with settings, as a lane uses it: the deployment's own, or a tenant's. */
export interface Account {
  readonly id: string;
  readonly provider: Provider;
  /** From 1: the lower, the sooner. */
  readonly order: number;
  /** Its share among those of the same order and cost. */
  readonly weight: number;
  readonly cost: number;
  /** Serves only targets that begin or end so: '+49', '.de', 'example.com'; empty: all. */
  readonly onlyFor: readonly string[];
  /** Messages a second that it takes, all instances together; undefined: no end. */
  readonly perSecond?: number | undefined;
}

/** Who may send for a tenant. An account keeps its object for as long as it is not changed: stations are made by it. */
export interface AccountBook {
  /** Best order first, and at once where it is known. Those that are switched off are not among them. */
  of(tenantId: string): readonly Account[] | Promise<readonly Account[]>;
  /** Set where there are these and no others, ever. */
  readonly fixed?: readonly Account[];
  /** Told with the ids of accounts that were changed or removed: their stations end, and what waits there goes elsewhere. */
  onChange(listener: (ids: readonly string[]) => void): void;
  /** Of everything that it holds open, providers included. */
  close?(): void | Promise<void>;
}
