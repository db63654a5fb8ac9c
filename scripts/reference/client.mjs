// Lints an OpenAPI document of the standard input, generates the types of a client from it, and prints both as JSON.
import { createConfig, lintFromString } from '@redocly/openapi-core';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { text } from 'node:stream/consumers';

const source = await text(process.stdin);
const config = await createConfig({
  extends: ['recommended-strict'],
  rules: {
    // The application identifies callers, in its own way.
    'security-defined': 'off',
    // `default` describes the errors of every operation.
    'operation-4xx-response': 'off',
    // The methods and the number of characters tell `/commits/{revision}/revert` and `/commits/by-token/{token}` apart.
    'no-ambiguous-paths': 'off',
  },
});
const problems = await lintFromString({ source, config });
console.log(
  JSON.stringify({
    problems: problems.map(({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer ?? ''}: ${message}`),
    types: astToString(await openapiTypescript(source, { silent: true })),
  }),
);
