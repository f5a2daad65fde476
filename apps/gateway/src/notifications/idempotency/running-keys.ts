/**
 * The keys whose first request is still under way in this process. Another process's request is met in Postgres: the
 * second insert of a key waits for the first transaction, and then breaks.
 */
export class RunningKeys {
  private readonly running = new Map<string, string>();

  /** `taken`: it is ours now, until `release`. Otherwise what the running one says of a request with this body. */
  take(tenantId: string, key: string, bodyHash: string): 'taken' | 'running' | 'other_body' {
    const name = nameOf(tenantId, key);
    const hash = this.running.get(name);
    if (hash !== undefined) return hash === bodyHash ? 'running' : 'other_body';
    this.running.set(name, bodyHash);
    return 'taken';
  }

  release(tenantId: string, key: string): void {
    this.running.delete(nameOf(tenantId, key));
  }
}

const nameOf = (tenantId: string, key: string): string => `${tenantId}\0${key}`;
