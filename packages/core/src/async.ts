// Entry point for runtimes with AsyncLocalStorage. Docs: docs/adapters.md
export { currentFlags, runWithFlags } from './node/current-flags.ts';
