import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv';
import { expect } from 'vitest';

interface Operation {
  readonly 'x-permission': string;
  readonly operationId: string;
  readonly responses: {
    readonly [status: string]: { readonly content?: { readonly [type: string]: { schema: object } } };
  };
}

interface Description {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
  readonly components: { readonly schemas: object };
}

/** Holds responses against the OpenAPI document that the server itself serves. */
export interface Contract {
  readonly description: Description;
  /** Fails when a response is not what the document says. */
  check(method: string, path: string, response: Response, body: unknown): void;
}

export function createContract(description: Description): Contract {
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    validateFormats: false,
    validateSchema: false,
    inlineRefs: false,
  });
  ajv.addSchema({ $id: 'api', components: description.components });
  const compiled = new Map<string, ValidateFunction>();

  function validator(pointer: object): ValidateFunction {
    const text = JSON.stringify(pointer).replaceAll('"#/components/', '"api#/components/');
    let validate = compiled.get(text);
    if (validate === undefined) compiled.set(text, (validate = ajv.compile(JSON.parse(text) as object)));
    return validate;
  }

  // Compiling is slow, and must not count towards the first test.
  for (const operations of Object.values(description.paths)) {
    for (const { responses } of Object.values(operations)) {
      for (const { content = {} } of Object.values(responses))
        for (const { schema } of Object.values(content)) validator(schema);
    }
  }
  return {
    description,
    check(method, path, response, body) {
      if (method === 'OPTIONS') return;
      const template = templateOf(Object.keys(description.paths), path);
      const operation =
        template === undefined
          ? undefined
          : description.paths[template]?.[method === 'HEAD' ? 'get' : method.toLowerCase()];
      const type = response.headers.get('content-type')?.split(';')[0];
      if (operation === undefined) {
        expect(type, `${method} ${path}`).toBe('application/problem+json');
        return;
      }
      const { status } = response;
      const answer = operation.responses[status] ?? (status < 400 ? undefined : operation.responses['default']);
      if (status === 304) return;
      expect(answer, `${method} ${template} answers ${status}, which its description lacks`).toBeDefined();
      if (method === 'HEAD' || type === 'text/event-stream') return;
      const content = answer!.content?.[type ?? ''];
      if (answer!.content === undefined) {
        expect(body).toBeUndefined();
        return;
      }
      expect(content, `${method} ${template} answers ${status} as ${type}`).toBeDefined();
      const validate = validator(content!.schema);
      expect(validate(body) ? [] : validate.errors, `${method} ${template} ${status}: ${JSON.stringify(body)}`).toEqual(
        [],
      );
    },
  };
}

function templateOf(templates: readonly string[], path: string): string | undefined {
  const given = path.split('/');
  return templates
    .filter((template) => {
      const parts = template.split('/');
      return (
        parts.length === given.length && parts.every((part, index) => part.startsWith('{') || part === given[index])
      );
    })
    .sort((one, other) => one.split('{').length - other.split('{').length)[0];
}
