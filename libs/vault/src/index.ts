export { addressHash } from './address-hash.js';
export { LocalKeys, type KeyManagement } from './key-management.js';
export { VaultError } from './vault.error.js';
export { Vault, type SealedBytes } from './vault.js';
