export { issueAccessToken, looksLikeAccessToken, verifyAccessToken, type AccessGrant } from './access-token.js';
export {
  apiKeyHash,
  apiKeyPrefix,
  bearerToken,
  looksLikeApiKey,
  modeOfApiKey,
  newApiKey,
  type KeyMode,
} from './api-key.js';
export { issueUserToken, openUserToken, verifyUserToken, type IssuedToken, type TokenUser } from './user-token.js';
