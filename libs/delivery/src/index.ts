export { deliveryEnv, type DeliveryConfig } from './delivery.config.js';
export type { Outcome, Provider, ProviderCall } from './provider.js';
export { deliveryTables } from './tables.js';
