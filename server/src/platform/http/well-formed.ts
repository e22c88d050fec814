import { invalidField } from '../../kernel/errors.ts';

/**
 * Half a surrogate pair is valid in a JSON escape but is no text: it can be neither stored nor hashed. Refused at the edge.
 * Walks without recursion, because a body may nest as deep as its bytes allow.
 * @throws AppError VALIDATION_FAILED
 */
export function assertWellFormed(body: unknown): void {
  const left: unknown[] = [body];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value === 'string' && !value.isWellFormed())
      throw invalidField('body', 'has half a surrogate pair in a string; send valid Unicode');
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, item] of Object.entries(value)) left.push(key, item);
  }
}
