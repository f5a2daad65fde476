/** How the bodies of requests are taken, by route. */
const KB = 1024;
const LIMIT = 256 * KB;
const BULK_LIMIT = 8 * KB * KB;

/** Two lines a box: enough for hundreds of types. */
const FORM_LIMIT = 128 * KB;

const isPage = (route: string): boolean => route.startsWith('/u/');
const isCallback = (route: string): boolean => route.startsWith('/callbacks/');

/** Providers send many events at once, and have no other way to say them again. */
export const bodyLimit = (route: string): number => {
  if (isPage(route)) return FORM_LIMIT;
  return route.endsWith('/bulk') || isCallback(route) ? BULK_LIMIT : LIMIT;
};

/** Callbacks for their signatures; bulks because another thread reads them; forms because no JSON reader can. */
export const readsBytes = (route: string): boolean =>
  isCallback(route) || isPage(route) || route === '/v1/notifications/bulk';

export const takesForms = (route: string): boolean => isCallback(route) || isPage(route);
