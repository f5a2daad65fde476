import { z } from 'zod';
import { oneOf } from './one-of.js';
import { readConfig } from './read-config.js';

const text = z.string().optional();
const schema = z.object({ A_KEY: text, B_ID: text, B_KEY: text }).superRefine(oneOf(['A_KEY'], ['B_ID', 'B_KEY']));
const read = (env: Record<string, string>) => readConfig(schema, env);

describe('one provider at least', () => {
  it.each([[{ A_KEY: 'x' }], [{ B_ID: 'x', B_KEY: 'x' }], [{ A_KEY: 'x', B_ID: 'x', B_KEY: 'x' }]])(
    '%o will do',
    (env) => expect(read(env)).toEqual(env),
  );

  it('is wanted by the names of what would do', () => {
    expect(() => read({})).toThrow('none is set up: set one of A_KEY, or B_ID + B_KEY');
    expect(() => read({ A_KEY: '', B_ID: '' })).toThrow('set one of');
  });

  it('is wanted whole', () => {
    expect(() => read({ B_ID: 'x' })).toThrow(/B_KEY: is missing/);
    expect(() => read({ A_KEY: 'x', B_KEY: 'x' })).toThrow(/B_ID: is missing/);
  });
});
