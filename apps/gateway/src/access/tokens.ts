export const USER_TOKEN_SECRET = Symbol('USER_TOKEN_SECRET');
