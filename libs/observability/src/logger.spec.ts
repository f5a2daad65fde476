import { describeError } from './logger.js';

describe('an error in the log', () => {
  test('says its name, code and words, masked, and nothing that hangs on it', () => {
    const error = Object.assign(new Error('no row for ada@mail.example'), { code: '23505', detail: 'Key (email)=(x)' });
    const described = describeError(error);
    expect(described).toMatchObject({ type: 'Error', code: '23505', message: 'no row for [email]' });
    expect(JSON.stringify(described)).not.toMatch(/ada@|Key \(email\)/);
  });

  test('brings its cause', () => {
    expect(describeError(new Error('a', { cause: new Error('b') })).cause?.message).toBe('b');
  });

  test('may be anything', () => expect(describeError('oops')).toEqual({ type: 'string', message: 'oops' }));
});
