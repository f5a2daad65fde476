const KB = 1024;
const LIMIT = 256 * KB;
const BULK_LIMIT = 8 * KB * KB;

/** Providers send many events at once, and have no other way to say them again. */
export const isCallback = (route: string): boolean => route.startsWith('/callbacks/');

export const bodyLimit = (route: string): number => (route.endsWith('/bulk') || isCallback(route) ? BULK_LIMIT : LIMIT);
