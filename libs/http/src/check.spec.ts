import { z } from 'zod';
import { checkSafely } from './check.js';

const schema = z.strictObject({
  name: z.string().min(2).max(4),
  'a/b': z.array(z.int().max(3)).max(2).optional(),
  kind: z.enum(['x', 'y']).optional(),
});
const errors = (input: unknown) => {
  const checked = checkSafely(schema, input);
  return checked.ok ? [] : checked.errors.map(({ pointer, detail }) => `${pointer} ${detail}`);
};

describe('what is said of a field', () => {
  it.each<[unknown, string[]]>([
    [{ name: 'abc' }, []],
    [{}, ['/name is required (string)']],
    [{ name: 1 }, ['/name must be a string']],
    [{ name: 'a' }, ['/name must have at least 2 characters']],
    [{ name: 'abcde' }, ['/name must have at most 4 characters']],
    [{ name: 'abc', 'a/b': [1, 5] }, ['/a~1b/1 must be at most 3']],
    [{ name: 'abc', 'a/b': [1, 2, 3] }, ['/a~1b must have at most 2 items']],
    [{ name: 'abc', kind: 'z' }, ['/kind must be one of x, y']],
    [{ name: 'abc', x: 1, y: 2 }, ['/x is not a known field', '/y is not a known field']],
    [null, [' must be an object']],
  ])('%j: %j', (input, said) => {
    expect(errors(input)).toEqual(said);
  });
});
