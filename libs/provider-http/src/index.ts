export { keepAliveAgent, limitConnecting, type AgentOptions } from './keep-alive-agent.js';
export { networkOutcome } from './network-outcome.js';
export { jsonOf, ProviderHttp, type HttpAnswer, type HttpCall } from './provider-http.js';
export { retryAfterMs } from './retry-after.js';
export { unlessAborted } from './unless-aborted.js';
