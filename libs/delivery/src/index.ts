export { startChannelApp } from './channel-app.js';
export { HealthBoard } from './accounts/health-board.js';
export { DeadLetters } from './dead-letters/dead-letters.js';
export { forgettersOf } from './dead-letters/forget-closed.js';
export { deliveryEnv, type DeliveryConfig } from './delivery.config.js';
export { deliveryModule } from './delivery.module.js';
export type { DeskParts } from './desk-parts.js';
export { DISCARD, Discards } from './discards/discards.js';
export { Doubts } from './doubts/doubts.js';
export { ProofWatch } from './doubts/proof-watch.js';
export { DeliveryEngine } from './engine.js';
export { LEDGER } from './ledger-state.js';
export { deliveryMigrations } from './migrations/index.js';
export type {
  Equipment,
  KnownConsent,
  LaneParts,
  Measures,
  PreferenceCheck,
  Probe,
  ProbePoint,
  ProofOfDelivery,
} from './ports.js';
export { OPT_OUT, tellOptOuts } from './opt-outs.js';
export type { DoubtfulCall, Outcome, Provider, ProviderCall, Trial } from './provider.js';
export type { ProviderKind } from './provider-kind.js';
export { CachedPreferences } from './preferences.js';
export { REPLAY, Replays } from './replays/replays.js';
export { DeliveryRuntime, type DeliveryOptions } from './runtime.js';
export type { Account, AccountBook } from './routing/account.js';
export type { BookParts, Senders } from './routing/accounts.js';
export { FixedAccounts, inOrder, onlyAccount } from './routing/fixed-accounts.js';
export { LocalPace, streamOf } from './rate/pace.js';
export { SharedPace, type Pace } from './rate/shared-pace.js';
export { EquipmentStore } from './station/equipment-store.js';
export { Tenants, type TenantsParts } from './tenants.js';
export { deliveryTables } from './tables.js';
export { timing, type Timing } from './timing.js';
