import fc from 'fast-check';
import { callbackReference, readCallbackReference } from './callback-reference.js';
import { PRIORITIES } from './channels.js';

const reference = fc.record({
  tenantId: fc.string({ minLength: 1, maxLength: 64 }),
  notificationId: fc.uuid(),
  deliveryId: fc.uuid(),
  attempt: fc.integer({ min: 1, max: 1_000 }),
  priority: fc.constantFrom(...PRIORITIES),
  test: fc.boolean(),
});

describe('the reference that a provider hands back', () => {
  test('says again what went into it, whatever the tenant is called', () =>
    fc.assert(
      fc.property(reference, (one) => expect(readCallbackReference(callbackReference(one, 512))).toEqual(one)),
    ));

  test('leaves the tenant out rather than grow too long', () =>
    fc.assert(
      fc.property(reference, (one) => {
        const text = callbackReference(one, 100);
        expect(text.length).toBeLessThanOrEqual(100);
        const tenantId = callbackReference(one, 512).length <= 100 ? one.tenantId : '';
        expect(readCallbackReference(text)).toEqual({ ...one, tenantId });
      }),
    ));

  test.each(['', 'my-own', 'a.b.c.1.high', `t.${crypto.randomUUID()}.${crypto.randomUUID()}.1.urgent`])(
    'is not seen in %j',
    (text) => expect(readCallbackReference(text)).toBeUndefined(),
  );
});
