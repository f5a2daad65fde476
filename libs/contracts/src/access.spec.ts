import { ROLES, SCOPES, SCOPES_OF } from './access.js';

describe('roles', () => {
  /** Written out, and not worked out: who gives a role more, or makes a scope, has to say so here. */
  const WHO_HAS: Readonly<Record<string, string>> = {
    'notifications:read': 'admin operator producer viewer',
    'notifications:write': 'admin operator producer',
    'notifications:broadcast': 'admin operator',
    'types:read': 'admin operator producer viewer',
    'types:write': 'admin',
    'users:read': 'admin operator producer viewer',
    'users:write': 'admin producer',
    'deliveries:read': 'admin operator viewer',
    'deliveries:write': 'admin operator',
    'deliveries:inspect': 'admin operator',
    'suppressions:read': 'admin operator viewer',
    'suppressions:write': 'admin operator',
    'events:read': 'admin operator producer viewer',
    'events:write': 'admin operator producer',
    'limits:read': 'admin operator viewer',
    'limits:write': 'admin operator',
    'providers:read': 'admin operator viewer',
    'providers:write': 'admin',
    'pauses:read': 'admin operator viewer',
    'pauses:write': 'admin operator',
    'access:read': 'admin operator',
    'access:write': 'admin',
    'audit:read': 'admin operator',
  };

  it('open what this table says, and nothing else', () => {
    const found = SCOPES.map((scope) => [scope, ROLES.filter((role) => SCOPES_OF[role].includes(scope)).join(' ')]);
    expect(Object.fromEntries(found)).toEqual(WHO_HAS);
    for (const scopes of Object.values(SCOPES_OF)) expect(new Set(scopes).size).toBe(scopes.length);
  });
});
