import { SCOPES_OF } from '#libs/contracts';
import { operations } from './operations.js';

describe('the calls of the API that a viewer may make', () => {
  const scopes: readonly string[] = SCOPES_OF.viewer;
  const open = operations.filter(({ access }) => scopes.includes(access));

  it('only read', () => {
    expect(open.length).toBeGreaterThan(20);
    expect(open.map(({ access }) => access).filter((access) => !access.endsWith(':read'))).toEqual([]);
  });

  it('are GETs, but for a question whose words may not stand in an address', () => {
    expect(open.filter(({ method }) => method !== 'get').map(({ id }) => id)).toEqual(['checkSuppression']);
  });
});
