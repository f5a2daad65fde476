/** What `npm test` tells an end-to-end test about the platform it started: the contents of dev.json. */
export interface PlatformInfo {
  readonly gateway: string;
  readonly status: string;
  readonly in_app: string;
  readonly simulator: string;
  readonly api_key: string;
  readonly tenant: string;
  readonly user_token_secret: string;
  readonly pids: Readonly<Record<string, number>>;
  readonly metrics: Readonly<Record<string, string>>;
  /** Node 24, and the environment of a second instance of each app: see `secondInstance`. */
  readonly node: string;
  readonly environments: Readonly<Record<string, NodeJS.ProcessEnv>>;
  readonly services: { readonly database_url: string; readonly redis_url: string; readonly kafka_brokers: string };
}

export function platformInfo(env = process.env): PlatformInfo {
  const json = env['CARILLON_DEV_JSON'];
  if (!json) throw new Error('This test needs the whole platform: run it with "npm test -- <its path>"');
  return JSON.parse(json) as PlatformInfo;
}
