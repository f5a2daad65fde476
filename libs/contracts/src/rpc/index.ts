import type { DeliveryRpc } from './delivery.js';
import type { GatewayRpc } from './gateway.js';
import type { InAppRpc } from './in-app.js';
import type { PreferencesRpc } from './preferences.js';
import type { StatusRpc } from './status.js';
import type { SubscriptionsRpc } from './subscriptions.js';
import type { SuppressionsRpc } from './suppressions.js';

export * from './dead-letters.js';
export * from './accounts.js';
export * from './delivery.js';
export * from './doubts.js';
export * from './endpoints.js';
export * from './gateway.js';
export * from './in-app.js';
export * from './pauses.js';
export * from './preferences.js';
export * from './status.js';
export * from './subscriptions.js';
export * from './suppressions.js';

/** Every look-up inside the platform; what is called and what answers are checked against it. */
export type RpcContract = DeliveryRpc &
  GatewayRpc &
  InAppRpc &
  PreferencesRpc &
  StatusRpc &
  SubscriptionsRpc &
  SuppressionsRpc;
export type RpcPattern = keyof RpcContract;
export type RpcIn<P extends RpcPattern> = RpcContract[P]['in'];
export type RpcOut<P extends RpcPattern> = RpcContract[P]['out'];
