export { coalesced } from './coalesced.js';
export { inTime, RpcClock, type Deadline } from './deadline.js';
export { RpcClient, type RpcClientOptions } from './rpc-client.js';
export { PeerRefusedError, PeerUnavailableError } from './rpc.error.js';
export { RpcErrors, rpcServer } from './rpc-server.js';
