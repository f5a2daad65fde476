/** How the bodies of requests are taken, by route. */
const KB = 1024;
const LIMIT = 256 * KB;
const GRANT_LIMIT = 16 * KB;
const BULK_LIMIT = 8 * KB * KB;

const GRANT_TOKEN = '/oauth/token';

/** Two lines a box: enough for hundreds of types. */
const FORM_LIMIT = 128 * KB;

const isPage = (route: string): boolean => route.startsWith('/u/');
const isCallback = (route: string): boolean => route.startsWith('/callbacks/');

/** Providers send many events at once, and have no other way to say them again. */
export const bodyLimit = (route: string): number => {
  if (route === GRANT_TOKEN) return GRANT_LIMIT;
  if (isPage(route)) return FORM_LIMIT;
  return route.endsWith('/bulk') || isCallback(route) ? BULK_LIMIT : LIMIT;
};

/** As OAuth and some providers will have it. */
export const takesForms = (route: string): boolean => isCallback(route) || isPage(route) || route === GRANT_TOKEN;

/** SNS says of its JSON that it is text. */
export const takesText = (route: string): boolean => route.startsWith('/callbacks/ses');

/** Callbacks for their signatures, forms because only JSON is read for everybody; bulks because another thread reads them. */
export const readsBytes = (route: string): boolean => takesForms(route) || route === '/v1/notifications/bulk';
