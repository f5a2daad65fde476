export { systemClock, type Clock } from './clock.js';
export { CarillonError, type ErrorLevel, type ErrorOptions } from './errors.js';
export { hashKey } from './hash.js';
export { HmacSha256 } from './hmac.js';
export * from './lifecycle/facts.js';
export * from './lifecycle/status.js';
export { PassingMap } from './passing-map.js';
export { isUuid, uuidOf, uuidv7, uuidv7Floor, uuidv7Time } from './uuid.js';
