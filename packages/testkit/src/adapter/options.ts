import type { Server } from 'node:http';
import type { TestRunner } from '../storage/options.ts';
import type { AdapterScenario } from './scenario.ts';

export interface AdapterConformanceOptions extends TestRunner {
  /** Used in titles. */
  readonly name: string;
  /** Builds the app with the framework and serves it on a free port of 127.0.0.1. The suite stops the server. */
  readonly start: (scenario: AdapterScenario) => Server | Promise<Server>;
}
