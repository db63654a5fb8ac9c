// Runs one app in its own process. Sends its port, and on each message its processor time.
const [framework, variant] = process.argv.slice(2);
const { listen } = await import(`./${framework}.mjs`);

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send({ microseconds: user + system });
});
process.on('disconnect', () => process.exit(0));
await listen(variant, (port) => process.send({ port }));
