/**
 * Small tests lie beside the source; medium and end-to-end tests under test/. `npm test` sets up what they need and runs them
 * with --experimental-vm-modules, since everything here is ESM.
 */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/**/*.spec.ts'],
  // What waits for real services says itself how long; this only ends what hangs.
  testTimeout: 30_000,
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/.carillon/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.carillon/'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  moduleNameMapper: { '^#libs/([a-z-]+)$': '<rootDir>/libs/$1/src/index.ts', '^(\\.{1,2}/.*)\\.js$': '$1' },
};
