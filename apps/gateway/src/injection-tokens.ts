/** Injection tokens of things that have no class of their own. */
export const USER_TOKEN_SECRET = Symbol('USER_TOKEN_SECRET');
export const PREFERENCES_RPC = Symbol('PREFERENCES_RPC');
export const STATUS_RPC = Symbol('STATUS_RPC');
export const IN_APP_RPC = Symbol('IN_APP_RPC');
export const PUBLIC_URL = Symbol('PUBLIC_URL');
export const BULK_TAKER = Symbol('BULK_TAKER');
