import { networkOutcome } from './network-outcome.js';

const failure = (fields: object) => Object.assign(new Error('x'), fields);

describe('a call without an answer', () => {
  test.each([
    ['nobody listens', { code: 'ECONNREFUSED' }, 'unreachable'],
    ['the name is unknown', { code: 'ENOTFOUND' }, 'name_not_found'],
    ['the certificate is wrong', { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'certificate'],
    ['no connection in time', { code: 'ETIMEDOUT', syscall: 'connect' }, 'unreachable'],
    ['the same, wrapped by a client', { code: 'ERR_NETWORK', cause: failure({ code: 'ECONNREFUSED' }) }, 'unreachable'],
  ])('can be made again when %s', (_, fields, code) =>
    expect(networkOutcome(failure(fields))).toEqual({ kind: 'retry', code }),
  );

  test.each([
    ['the answer does not come', { code: 'ETIMEDOUT' }, 'timeout'],
    ['we stop waiting', { name: 'AbortError' }, 'timeout'],
    ['the connection is cut', { code: 'ECONNRESET' }, 'reset'],
    ['the answer is garbage', { code: 'HPE_INVALID_CONSTANT' }, 'no_answer'],
    ['nobody knows what it is', {}, 'no_answer'],
  ])('is in doubt when %s', (_, fields, code) =>
    expect(networkOutcome(failure(fields))).toEqual({ kind: 'unknown', code }),
  );

  test('is in doubt when something else than an error is thrown', () => {
    expect(networkOutcome('boom')).toEqual({ kind: 'unknown', code: 'no_answer' });
  });
});
