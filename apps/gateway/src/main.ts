import { startApp } from '#libs/observability';
import { migrate } from '#libs/persistence';
import { createGateway } from './create-gateway.js';
import { readGatewayConfig } from './gateway.config.js';
import { MIGRATIONS, SCHEMA } from './migrations/index.js';
import { BulkThread } from './notifications/bulk-thread/bulk-thread.js';
import { Resources } from './resources.js';

const config = readGatewayConfig();
await migrate(config.DATABASE_URL, SCHEMA, MIGRATIONS);
const resources = new Resources(config);
await startApp(await createGateway(resources, new BulkThread(resources.standby)), config);
