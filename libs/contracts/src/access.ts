/** What a credential of a producer may open; each call of the API asks for one. */
export const SCOPES = [
  'notifications:read',
  'notifications:write',
  'types:read',
  'types:write',
  'users:read',
  'users:write',
  'suppressions:read',
  'suppressions:write',
  'events:read',
  'events:write',
  'limits:read',
  'limits:write',
  'access:read',
  'access:write',
  'audit:read',
] as const;

export type Scope = (typeof SCOPES)[number];

export const ROLES = ['admin', 'operator', 'producer', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

const READS_ALL = SCOPES.filter((scope) => scope.endsWith(':read'));

/** A role is a name for scopes. */
export const SCOPES_OF: Readonly<Record<Role, readonly Scope[]>> = {
  admin: SCOPES,
  operator: [...READS_ALL, 'notifications:write', 'suppressions:write', 'events:write', 'limits:write'],
  producer: [
    'notifications:read',
    'notifications:write',
    'types:read',
    'users:read',
    'users:write',
    'events:read',
    'events:write',
  ],
  viewer: READS_ALL.filter((scope) => scope !== 'audit:read' && scope !== 'access:read'),
};
