export { ConfigError } from './config.error.js';
export { readConfig } from './read-config.js';
export {
  addressList,
  callEnv,
  kafkaEnv,
  masterKeys,
  peerList,
  postgresEnv,
  proxiesEnv,
  redisEnv,
  rpcEnv,
  serviceEnv,
  timeEnv,
  vaultEnv,
} from './env-groups.js';
export type { MasterKey } from './env-groups.js';
export { oneOf } from './one-of.js';
export { pemFile } from './pem-file.js';
