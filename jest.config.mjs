/** Small tests lie beside the source; medium and e2e tests under test/. NODE_OPTIONS=--experimental-vm-modules. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/.carillon/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.carillon/'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  moduleNameMapper: { '^#libs/([a-z-]+)$': '<rootDir>/libs/$1/src/index.ts', '^(\\.{1,2}/.*)\\.js$': '$1' },
};
