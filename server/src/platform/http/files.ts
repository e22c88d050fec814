import type { FastifyReply } from 'fastify';
import type { FileAnswer } from './handler.ts';

/** Downloads never render in our origin: attachment, nosniff, sandbox (ASVS 3.2.1, 5.4.1). */
export function sendFile(reply: FastifyReply, file: FileAnswer): FastifyReply {
  const plain = file.fileName.replaceAll(/[^A-Za-z0-9._-]+/g, '-').slice(0, 100) || 'download';
  void reply
    .header('content-type', file.contentType)
    .header(
      'content-disposition',
      `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(file.fileName)}`,
    )
    .header('content-security-policy', "sandbox; default-src 'none'");
  if (file.sizeBytes !== undefined) void reply.header('content-length', String(file.sizeBytes));
  for (const [name, value] of Object.entries(file.headers ?? {})) void reply.header(name, value);
  return reply.send(file.stream);
}

export function isFileAnswer(value: unknown): value is FileAnswer {
  return (
    typeof value === 'object' &&
    value !== null &&
    'stream' in value &&
    'contentType' in value &&
    'fileName' in value
  );
}
