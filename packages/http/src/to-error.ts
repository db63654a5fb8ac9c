/**
 * Turns what a function threw into an error that frameworks treat as one. Express takes `next(undefined)` for success and
 * `next('route')` for an instruction, and Fastify sends a text as the response.
 */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error
    ? thrown
    : new Error('The application threw something that is no error.', { cause: thrown });
}
