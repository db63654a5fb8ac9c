// Bundled for the configurations of tests.
export { fileStorage } from '@flagstaff/memory/file';
export { redisStorage } from '@flagstaff/redis';
