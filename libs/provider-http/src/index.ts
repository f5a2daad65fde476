export { keepAliveAgent, limitConnecting, type AgentOptions } from './keep-alive-agent.js';
export { networkOutcome } from './network-outcome.js';
export { retryAfterMs } from './retry-after.js';
export { unlessAborted } from './unless-aborted.js';
