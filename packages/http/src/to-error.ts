/**
 * Converts a thrown value to an `Error`. Express takes `next(undefined)` for success and `next('route')` for an instruction, and
 * Fastify sends a string as the response.
 */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error
    ? thrown
    : new Error('The application threw a value that is not an Error.', { cause: thrown });
}
