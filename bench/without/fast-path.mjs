export * from '../../packages/core/src/documents/parse/fast-path.ts';
export const fastPathFacts = () => undefined;
