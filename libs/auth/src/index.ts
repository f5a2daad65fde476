export { issueAccessToken, looksLikeAccessToken, verifyAccessToken, type AccessGrant } from './access-token.js';
export { apiKeyHash, bearerToken, looksLikeApiKey, newApiKey } from './api-key.js';
export { issueUserToken, verifyUserToken, type IssuedToken, type TokenUser } from './user-token.js';
