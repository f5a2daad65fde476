/** The borders of DESIGN.md and STYLE 14, each with its reason. `npm run check` runs them. */
const app = '^apps/([^/]+)/';
const lib = '^libs/([^/]+)/';

const sdk = (name, packages, home) => ({
  name: `${name}-in-one-file`,
  severity: 'error',
  comment: `A vendor's SDK is imported in exactly one file, so that its quirks stay there: ${home}.`,
  from: { path: '^(apps|libs)/', pathNot: [home, '\\.spec\\.ts$'] },
  to: { path: `^node_modules/(${packages})/` },
});

export default {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'What depends on itself by a detour cannot be understood, tested or taken out one by one.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'app-not-to-app',
      severity: 'error',
      comment: 'Each app deploys alone: they meet in Kafka, by RPC and in libs/contracts.',
      from: { path: app },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'lib-not-to-app',
      severity: 'error',
      comment: 'Dependencies point one way: apps to libs.',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'no-deep-import-into-a-lib',
      severity: 'error',
      comment: "A lib's index is its interface; what is behind it may change.",
      from: { path: '^(apps|test|infra)/' },
      to: { path: '^libs/[^/]+/src/', pathNot: '^libs/[^/]+/src/index\\.ts$' },
    },
    {
      name: 'no-deep-import-between-libs',
      severity: 'error',
      comment: "A lib's index is its interface, for other libs too.",
      from: { path: lib },
      to: { path: '^libs/[^/]+/src/', pathNot: ['^libs/$1/', '^libs/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'client-depends-on-nothing',
      severity: 'error',
      comment: 'The client is for others: it runs in browsers too, and brings nothing with it.',
      from: { path: '^packages/client/src/', pathNot: ['\\.spec\\.ts$', 'scripted-server\\.ts$'] },
      to: { pathNot: '^packages/client/src/' },
    },
    {
      name: 'platform-not-to-client',
      severity: 'error',
      comment: 'The client is for callers of the API, and its own tests: the platform does not call itself.',
      from: { path: '^(apps|libs)/' },
      to: { path: '^packages/' },
    },
    {
      name: 'contracts-and-kernel-are-pure',
      severity: 'error',
      comment:
        'Contracts and kernel are what everybody shares: no framework and no I/O, so that nobody has to load either.',
      from: { path: '^libs/(contracts|kernel)/src/', pathNot: '\\.spec\\.ts$' },
      to: {
        pathNot: ['^libs/(contracts|kernel)/', '^node_modules/zod/', '^(node:)?(crypto|buffer)$'],
      },
    },
    {
      name: 'kernel-depends-on-nothing',
      severity: 'error',
      comment: 'Kernel is the bottom: contracts may use it, not the other way round.',
      from: { path: '^libs/kernel/src/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(libs/(?!kernel/)|node_modules/)' },
    },
    {
      name: 'kafkajs-only-in-messaging',
      severity: 'error',
      comment:
        'kafkajs has no maintainer at present: it stays behind libs/messaging, so that another client can take its place.',
      from: { path: '^(apps|libs|infra)/', pathNot: '^libs/messaging/' },
      to: { path: '^node_modules/kafkajs/' },
    },
    {
      name: 'testing-only-in-tests',
      severity: 'error',
      comment: 'What helps tests is not for production code.',
      from: { path: '^(apps|libs)/', pathNot: ['\\.spec\\.ts$', '^libs/testing/'] },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'production-not-to-spec',
      severity: 'error',
      comment: 'A spec is nobody’s library.',
      from: { pathNot: '\\.spec\\.ts$' },
      to: { path: '\\.spec\\.ts$' },
    },
    {
      name: 'not-to-dev-dependencies',
      severity: 'error',
      comment: 'The image of an app has no dev dependencies.',
      from: { path: '^(apps|libs)/', pathNot: ['\\.spec\\.ts$', '^libs/testing/'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '^node_modules/@types/' },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'What can’t be found at check time will not be found at run time.',
      from: { path: '^(apps|libs|test|infra)/' },
      // What workers of tests start is there once it is built.
      to: { couldNotResolve: true, pathNot: '^(\\.\\./)+dist/' },
    },
    sdk('sendgrid', '@sendgrid', '^apps/email/src/providers/sendgrid/sendgrid\\.provider\\.ts$'),
    sdk('ses', '@aws-sdk', '^apps/email/src/providers/ses/ses\\.provider\\.ts$'),
    sdk('nodemailer', 'nodemailer', '^apps/email/src/providers/smtp/smtp\\.provider\\.ts$'),
    sdk('twilio', 'twilio', '^apps/sms/src/providers/twilio/twilio\\.provider\\.ts$'),
    sdk('firebase-admin', 'firebase-admin', '^apps/push/src/providers/fcm/fcm\\.provider\\.ts$'),
    sdk('jose', 'jose', '^apps/gateway/src/access/issuers/verify-jwt\\.ts$'),
    sdk('opossum', 'opossum', '^libs/resilience/src/provider-breaker\\.ts$'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'require', 'node', 'default'],
    },
  },
};
