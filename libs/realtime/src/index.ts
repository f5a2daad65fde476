export { addressOf } from './address-of.js';
export { cut, cutAt, type CutReason } from './cut.js';
export { emitOrDrop, type Outlet } from './emit-or-drop.js';
export { LiveBus, type LiveBusOptions, type PeerChannel } from './live-bus.js';
export { LocalFanout, type Listener } from './local-fanout.js';
export { PeerInterest, type Interest } from './peer-interest.js';
export { RefusedConnections } from './refused-connections.js';
export { RealtimeAdapter, type RealtimeOptions } from './realtime.adapter.js';
