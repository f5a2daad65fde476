import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { callbackRulesSchema, type CallbackRules } from '../callbacks/callback-rules.js';
import { FaultPlan, faultSchema, type Fault } from '../faults/fault-plan.js';
import { PROVIDER_NAMES, type ProviderName } from '../providers/provider-name.js';

const stored = z.object({
  faults: z.record(z.string(), z.unknown()).default({}),
  callbacks: z.record(z.string(), z.unknown()).default({}),
  told_up_to: z.record(z.string(), z.number()).default({}),
  webhook_secrets: z.record(z.string(), z.string()).default({}),
  opted_out: z.array(z.string()).default([]),
});

const SAVE_AFTER_MS = 250;

/** What was set through the control API. It survives a kill, as the ledger does: a fault run must find it as it left it. */
export class ControlState {
  readonly secrets = new Map<string, string>();
  readonly optedOut = new Set<string>();
  private readonly plans = new Map<ProviderName, FaultPlan>();
  private readonly rules = new Map<ProviderName, CallbackRules>();
  private toldUpTo: () => Record<string, number>;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  readonly startedFrom: Record<string, number>;

  constructor(private readonly path: string) {
    const state = stored.parse(readJson(path));
    for (const name of PROVIDER_NAMES) {
      this.plans.set(name, new FaultPlan(faultSchema.safeParse(state.faults[name]).data));
      const schema = callbackRulesSchema(name);
      this.rules.set(name, schema.safeParse(state.callbacks[name]).data ?? schema.parse({}));
    }
    for (const [endpoint, secret] of Object.entries(state.webhook_secrets)) this.secrets.set(endpoint, secret);
    for (const number of state.opted_out) this.optedOut.add(number);
    this.startedFrom = state.told_up_to;
    this.toldUpTo = () => state.told_up_to;
  }

  planOf = (name: ProviderName): FaultPlan => this.plans.get(name)!;
  rulesOf = (name: ProviderName): CallbackRules => this.rules.get(name)!;

  setFault(name: ProviderName, fault: Fault): void {
    this.plans.set(name, new FaultPlan(fault));
    this.save();
  }

  setRules(name: ProviderName, rules: CallbackRules): void {
    this.rules.set(name, rules);
    this.save();
  }

  setSecret(path: string, secret: string | undefined): void {
    if (secret === undefined) this.secrets.delete(path);
    else this.secrets.set(path, secret);
    this.save();
  }

  setOptedOut(number: string, out: boolean): void {
    if (out) this.optedOut.add(number);
    else this.optedOut.delete(number);
    this.save();
  }

  /** From now on the callbacks' progress is saved too. */
  follow(toldUpTo: () => Record<string, number>): void {
    this.toldUpTo = toldUpTo;
  }

  saveSoon = (): void => {
    this.timer ??= setTimeout(() => this.save(), SAVE_AFTER_MS);
  };

  close(): void {
    this.save();
    this.closed = true;
  }

  private save(): void {
    if (this.closed) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    const state: z.input<typeof stored> = {
      faults: Object.fromEntries([...this.plans].map(([name, plan]) => [name, plan.fault])),
      callbacks: Object.fromEntries(this.rules),
      told_up_to: this.toldUpTo(),
      webhook_secrets: Object.fromEntries(this.secrets),
      opted_out: [...this.optedOut],
    };
    writeFileSync(`${this.path}.new`, JSON.stringify(state), { mode: 0o600 });
    renameSync(`${this.path}.new`, this.path);
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
