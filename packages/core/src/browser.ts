// Entry point for browsers: no Node, no evaluation. Docs: docs/browser.md
export type { Bootstrap, BootstrapAnswer } from './model/bootstrap.ts';
export type { EvaluationDetails } from './model/details.ts';
export { pageFlags } from './browser/page-flags.ts';
export type { OfrepSource, PageFlags, PageFlagsOptions } from './browser/page-flags.ts';
