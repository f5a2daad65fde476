/**
 * What a credential of a producer may open; each call of the API asks for one. `deliveries`: what is stuck with a channel (dead
 * letters, doubts); to inspect one is to see whom it is for and what it says.
 */
export const SCOPES = [
  'notifications:read',
  'notifications:write',
  'notifications:broadcast',
  'types:read',
  'types:write',
  'users:read',
  'users:write',
  'deliveries:read',
  'deliveries:write',
  'deliveries:inspect',
  'suppressions:read',
  'suppressions:write',
  'events:read',
  'events:write',
  'limits:read',
  'limits:write',
  'providers:read',
  'providers:write',
  'pauses:read',
  'pauses:write',
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
  operator: [
    ...READS_ALL,
    'notifications:write',
    'deliveries:write',
    'deliveries:inspect',
    'notifications:broadcast',
    'suppressions:write',
    'limits:write',
    'events:write',
    'pauses:write',
  ],
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
