import { hashKey } from '#libs/kernel';

/** What an entry of the metadata is found by: short however long it is, and of its tenant alone. */
export const labelOf = (tenantId: string, key: string, value: string): string => hashKey(tenantId, `${key}\0${value}`);
