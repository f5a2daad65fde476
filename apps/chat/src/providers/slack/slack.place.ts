/**
 * Addresses of webhooks come from tenants and their users, and are called from inside our network: only Slack's own hosts are, and
 * what the deployment names in full (`host:port`), which is for a stand-in.
 */
const HOSTS = new Set(['hooks.slack.com', 'hooks.slack-gov.com']);

export function isSlackPlace(text: string, allowed: ReadonlySet<string>): boolean {
  const url = URL.parse(text);
  if (!url || url.username || url.password) return false;
  if (url.protocol === 'https:' && url.port === '' && HOSTS.has(url.hostname)) return true;
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  return isWeb && allowed.has(`${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`);
}
