import { PROVIDER_NAMES, type ProviderName } from './provider-name.js';

export interface Calls {
  calls: number;
  refused: number;
  faults: number;
}

/** Since the start; what was accepted is counted by the ledger. */
export class CallCounts {
  private readonly byName = new Map<ProviderName, Calls>();

  constructor() {
    this.clear();
  }

  of(name: ProviderName): Calls {
    return this.byName.get(name)!;
  }

  clear(): void {
    for (const name of PROVIDER_NAMES) this.byName.set(name, { calls: 0, refused: 0, faults: 0 });
  }
}
