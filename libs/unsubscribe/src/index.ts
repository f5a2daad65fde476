export { UnsubscribeTokens, type OpenedToken, type UnsubscribeToken } from './unsubscribe-tokens.js';
