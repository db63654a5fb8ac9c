// Entry point for configuration files. Docs: docs/cli.md
export { defineConfig } from './config/define-config.ts';
export type { FlagstaffConfig } from './config/define-config.ts';
