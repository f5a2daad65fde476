/** How the bodies of requests are taken, by route. */
const KB = 1024;
const LIMIT = 256 * KB;
const BULK_LIMIT = 8 * KB * KB;

const isCallback = (route: string): boolean => route.startsWith('/callbacks/');

/** Providers send many events at once, and have no other way to say them again. */
export const bodyLimit = (route: string): number => (route.endsWith('/bulk') || isCallback(route) ? BULK_LIMIT : LIMIT);

/** Callbacks for their signatures; bulks because another thread reads them. */
export const readsBytes = (route: string): boolean => isCallback(route) || route === '/v1/notifications/bulk';

export const takesForms = isCallback;
