// Prints, for every entry point in both forms, the first line of the error that a missing package causes; null without one.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const lineOf = async (load) => {
  try {
    await load();
    return null;
  } catch (error) {
    return error.message.split('\n', 1)[0];
  }
};

const found = {};
for (const door of process.argv.slice(2))
  found[door] = [await lineOf(() => import(door)), await lineOf(() => require(door))];

const { redisStorage } = await import('@flagstaff/redis');
found.redis = [await lineOf(() => redisStorage({ url: 'redis://127.0.0.1:1' }).get('flag:a'))];
console.log(JSON.stringify(found));
