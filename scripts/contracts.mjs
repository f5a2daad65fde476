// npm run contracts: writes what the schemas say into docs/openapi.json, docs/asyncapi.json and the types of packages/client.
// That they are current is a test: test/medium/contracts/contracts.spec.ts.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './machine/failure.mjs';
import { mustRun } from './machine/run.mjs';
import { Progress } from './machine/progress.mjs';
import { build } from './platform/build.mjs';
import { install } from './platform/install.mjs';
import { node24, root } from './platform/root.mjs';

const built = (path) => JSON.stringify(join(root, 'dist', path));
const documents = [
  ['docs/openapi.json', `import(${built('apps/gateway/src/api-page/openapi.js')}).then((m) => m.publishedDocument())`],
  ['docs/asyncapi.json', `import(${built('libs/contracts/src/index.js')}).then((m) => m.publishedAsyncApi())`],
];

await runCommand(async () => {
  await install(new Progress());
  await build();
  for (const [file, ask] of documents) {
    const print = `${ask}.then((text) => process.stdout.write(text))`;
    await writeFile(join(root, file), await mustRun(`Writing ${file}`, node24, ['-e', print], { cwd: root }));
    console.log(file);
  }
  await mustRun('Writing the client', node24, ['packages/client/generate/generate.ts'], { cwd: root });
  console.log('packages/client/src/api.ts');
});
