/** Addresses that a message of SNS names and we go to: only such as none but Amazon can answer. */
const HOST = /^sns\.[a-z]{2}(?:-[a-z]+)+-\d\.amazonaws\.com(?:\.cn)?$/;
const CERTIFICATE = /^\/SimpleNotificationService-[0-9A-Za-z]{1,64}\.pem$/;

function atAmazon(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url?.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '';
  return isPlain && HOST.test(url.hostname) ? url : undefined;
}

/** The host alone would not do: it answers other calls with what the caller wants to read. */
export function certificateAddress(text: string): string | undefined {
  const url = atAmazon(text);
  return url && CERTIFICATE.test(url.pathname) && url.search === '' ? url.href : undefined;
}

/** Confirms the subscription of this topic, and does nothing else. */
export function confirmationAddress(text: string, topicArn: string): string | undefined {
  const url = atAmazon(text);
  if (!url) return undefined;
  const { searchParams: query } = url;
  const isIt = query.get('Action') === 'ConfirmSubscription' && query.get('TopicArn') === topicArn;
  return isIt && url.pathname === '/' ? url.href : undefined;
}
