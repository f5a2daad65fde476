import { startApp } from '#libs/observability';
import { migrate } from '#libs/persistence';
import { migrations } from './migrations/index.js';
import { Resources, SCHEMA } from './resources.js';
import { createStatusApp } from './status.app.js';
import { statusConfig } from './status.config.js';

const config = statusConfig();
await migrate(config.DATABASE_URL, SCHEMA, migrations);
const resources = new Resources(config);
await resources.start();
await startApp(await createStatusApp(config, resources), config);
