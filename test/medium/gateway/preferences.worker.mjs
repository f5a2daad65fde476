// Apps/preferences on a schema of the test's own, that can be told where to die: `before` or `after` it moves the versions of its
// n-th change, which is between the commit and the answer. Arguments: schema, point, n.
import { createApp } from '#libs/observability';
import { rpcServer } from '#libs/rpc';
import { readPreferencesConfig } from '../../../dist/apps/preferences/src/preferences.config.js';
import { PreferencesModule } from '../../../dist/apps/preferences/src/preferences.module.js';
import { Resources } from '../../../dist/apps/preferences/src/resources.js';

const [schema, point, at] = process.argv.slice(2);
const config = readPreferencesConfig();
const resources = Resources.open(config, schema);

const { versions } = resources;
const move = versions.move.bind(versions);
let changes = 0;
const dieAt = (here) => {
  if (here === point && changes >= Number(at)) process.kill(process.pid, 'SIGKILL');
};
versions.move = async (...args) => {
  changes += 1;
  dieAt('before');
  await move(...args);
  dieAt('after');
};

const app = await createApp(PreferencesModule.with(resources), config);
app.connectMicroservice(rpcServer(config));
resources.start();
await app.startAllMicroservices();
await app.init();
process.send('ready');
