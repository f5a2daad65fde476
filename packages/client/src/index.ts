export type * from './api.js';
export { Carillon, type OneNotification } from './carillon.js';
export { CarillonProblem, CarillonUnreachable } from './errors.js';
export type { RetryOptions } from './retry.js';
export type { SendManyOptions } from './send-many.js';
export type { Answer, CallOptions, CarillonOptions, Input, OperationId } from './transport.js';
