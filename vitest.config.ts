// Editors, and `vitest` without options, read this file.
export { default } from './vitest.workspace.ts';
