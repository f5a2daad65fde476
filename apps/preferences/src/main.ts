import { createApp, startApp } from '#libs/observability';
import { migrate } from '#libs/persistence';
import { rpcServer } from '#libs/rpc';
import { migrations } from './migrations/index.js';
import { readPreferencesConfig } from './preferences.config.js';
import { PreferencesModule } from './preferences.module.js';
import { Resources } from './resources.js';

const config = readPreferencesConfig();
await migrate(config.DATABASE_URL, 'preferences', migrations);
const resources = Resources.open(config);
const app = await createApp(PreferencesModule.with(resources), config);
app.connectMicroservice(rpcServer(config));
resources.start();
await startApp(app, config);
