export { dependencies, type Addresses, type Declared, type Service } from './dependencies.js';
export { freePort } from './free-port.js';
export { collector, leftBehindByEach } from './left-behind.js';
export { ManualClock } from './manual-clock.js';
export { testSchema, testTenant, testUser, topicPrefix } from './names.js';
export { platformInfo, type PlatformInfo } from './platform-info.js';
export { secondInstance, type SecondInstance } from './second-instance.js';
export { testDatabase, type TestDatabase, type TestDatabaseOptions } from './test-database.js';
export { until, type UntilOptions } from './until.js';
