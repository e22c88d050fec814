import { Ajv, type ValidateFunction } from 'ajv';
import type { Static, TSchema } from 'typebox';

/**
 * Validation compilers, one per part of a request. Path and query are text on the wire, so "5" is a number there; in a JSON
 * body it is not. Unknown fields are refused everywhere, nothing is removed or filled in.
 */
const strict = { allErrors: false, removeAdditional: false, useDefaults: false, strict: false } as const;
const ofText = new Ajv({ ...strict, coerceTypes: 'array' });
const ofJson = new Ajv({ ...strict, coerceTypes: false });

export function validatorCompiler({
  schema,
  httpPart,
}: {
  schema: object;
  httpPart?: string;
}): ValidateFunction {
  return (httpPart === 'body' ? ofJson : ofText).compile(schema);
}

const compiled = new WeakMap<TSchema, ValidateFunction>();

/**
 * Validates a body that a handler has read itself (uploads), as the framework validates the others.
 * @throws AppError VALIDATION_FAILED naming the field
 */
export function validateBody<S extends TSchema>(schema: S, value: unknown): Static<S> {
  const validate = compiled.get(schema) ?? ofJson.compile(schema);
  compiled.set(schema, validate);
  if (isValid<S>(validate, value)) return value;
  throw Object.assign(new Error('body is not valid'), {
    code: 'FST_ERR_VALIDATION',
    statusCode: 400,
    validation: validate.errors ?? [],
    validationContext: 'body',
  });
}

function isValid<S extends TSchema>(validate: ValidateFunction, value: unknown): value is Static<S> {
  return validate(value) === true;
}
