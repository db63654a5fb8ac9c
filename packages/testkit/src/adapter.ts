// Entry point for authors of adapters. Needs supertest. Docs: README.md
export type { AdapterConformanceReport } from './adapter/conformance.ts';
export { adapterConformance } from './adapter/conformance.ts';
export type { Adapter, AdapterConformanceOptions } from './adapter/options.ts';
export type {
  AdapterScenario,
  AnyFlagstaff,
  Answer,
  Guarded,
  HandlerFactories,
  Mount,
  Route,
  ScenarioRequest,
  ScenarioVisit,
  SetCookie,
  StreamRoute,
} from './adapter/scenario.ts';
export { guardOptionsFor, handlersFor, optionsFor, variantHandlersFor } from './adapter/scenario.ts';
export type { TestRunner } from './storage/options.ts';
