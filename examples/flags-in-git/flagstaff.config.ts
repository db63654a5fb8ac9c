import { defineConfig } from '@flagstaff/cli';
import { drizzleStorage } from '@flagstaff/drizzle';

export default defineConfig({
  storage: () => drizzleStorage({ url: process.env['DATABASE_URL'] ?? 'file:flags.db' }),
});
