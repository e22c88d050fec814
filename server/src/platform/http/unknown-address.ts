import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../kernel/errors.ts';
import { apiBase } from './bind.ts';
import type { Binding } from './handler.ts';

/** 404, or 405 with the methods that the address does take (RFC 9110, section 15.5.6). */
export function answerUnknown(bindings: readonly Binding[]) {
  return (request: FastifyRequest, reply: FastifyReply): never => {
    const methods = methodsAt(request.url.split('?')[0] ?? '', bindings);
    if (methods.length === 0) throw new AppError('NOT_FOUND', 'There is nothing at this address.');
    void reply.header('allow', methods.join(', '));
    throw new AppError('METHOD_NOT_ALLOWED', `${request.method} is not possible here.`);
  };
}

function methodsAt(path: string, bindings: readonly Binding[]): readonly string[] {
  if (!path.startsWith(`${apiBase}/`)) return [];
  const segments = path.slice(apiBase.length).split('/');
  return bindings.filter(({ op }) => matches(op.path.split('/'), segments)).map(({ op }) => op.method);
}

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((part, index) => (part.startsWith('{') ? segments[index] !== '' : part === segments[index]))
  );
}
