import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Compile } from 'typebox/compile';
import type { DataOf, Operation } from '../../kernel/operation.ts';

/** A JSON answer whose bytes, envelope included, were made before: for what many ask and few change. */
export class PreparedAnswer {
  readonly bytes: Buffer;
  /** Strong, by content (RFC 9110, section 8.8.3). */
  readonly etag: string;

  constructor(data: unknown) {
    this.bytes = Buffer.from(JSON.stringify({ success: true, data }));
    this.etag = `"${createHash('sha256').update(this.bytes).digest('base64url').slice(0, 22)}"`;
  }
}

/**
 * Makes the bytes of an operation's answers. The response schema is an allow-list here too: data that does not fit it to the
 * field is refused, since nothing filters the bytes afterwards.
 */
export function preparer<O extends Operation>(op: O): (data: DataOf<O>) => PreparedAnswer {
  const schema = Compile(op.response.data);
  return (data) => {
    if (schema.Check(data)) return new PreparedAnswer(data);
    const [first] = schema.Errors(data);
    throw new Error(
      `${op.id} was given an answer that its schema refuses at ${first?.instancePath}: ${first?.message}`,
    );
  };
}

const contentType = 'application/json; charset=utf-8';

/** 304 without a body when the caller has these very bytes already. */
export function sendPrepared(
  request: FastifyRequest,
  reply: FastifyReply,
  { bytes, etag }: PreparedAnswer,
): FastifyReply {
  void reply.header('etag', etag);
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  return reply.header('content-type', contentType).send(bytes);
}
