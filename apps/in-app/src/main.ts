import { startApp } from '#libs/observability';
import { migrate } from '#libs/persistence';
import { createInAppApp } from './in-app.app.js';
import { inAppConfig } from './in-app.config.js';
import { migrations } from './migrations/index.js';
import { Resources, SCHEMA } from './resources.js';

const config = inAppConfig();
await migrate(config.DATABASE_URL, SCHEMA, migrations);
const resources = new Resources(config);
await resources.start();
await startApp(await createInAppApp(config, resources), config);
