import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { S3Client } from './s3-client.ts';
import { unavailable } from './storage-errors.ts';

/** Larger files go up in parts. */
const multipartAboveBytes = 16 * 1024 * 1024;
const partBytes = 8 * 1024 * 1024;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const maxParts = 10_000;

interface Upload {
  readonly client: S3Client;
  readonly key: string;
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Uploads a file, every request with its checksum, so that the other side refuses what was damaged on the way. Memory: one
 * part of 8 MiB, or the whole file up to 16 MiB. The object appears whole or not at all.
 * @throws AppError UNAVAILABLE; the signal's reason
 */
export async function uploadFile(upload: Upload): Promise<void> {
  const file = await open(upload.path, 'r');
  try {
    if (upload.sizeBytes > multipartAboveBytes) await uploadParts(upload, file);
    else await putObject(upload, await readExactly(file, 0, upload.sizeBytes));
  } finally {
    await file.close();
  }
}

export async function putObject(
  { client, key, signal }: Pick<Upload, 'client' | 'key' | 'signal'>,
  body: Uint8Array<ArrayBuffer>,
): Promise<void> {
  await settle(await client.send({ method: 'PUT', key, body, headers: checksum(body), signal }), 'PUT');
}

async function uploadParts(upload: Upload, file: FileHandle): Promise<void> {
  const { client, key } = upload;
  if (upload.sizeBytes > partBytes * maxParts) throw new RangeError('larger than an upload in parts may be');
  const uploadId = await begin(upload);
  try {
    const parts: Part[] = [];
    for (let at = 0; at < upload.sizeBytes; at += partBytes) {
      const body = await readExactly(file, at, Math.min(partBytes, upload.sizeBytes - at));
      parts.push(await uploadPart(upload, { uploadId, number: parts.length + 1, body }));
    }
    await complete(upload, uploadId, parts);
  } catch (error) {
    // Not with the caller's signal, which may be why we are here. If this fails too, the bucket's life-cycle rule cleans up.
    await client.send({ method: 'DELETE', key, query: { uploadId } }).catch(() => undefined);
    throw error;
  }
}

interface Part {
  readonly number: number;
  readonly etag: string;
  readonly checksum: string;
}

async function begin({ client, key, signal }: Upload): Promise<string> {
  const headers = { 'x-amz-checksum-algorithm': 'SHA256' };
  const text = await settle(
    await client.send({ method: 'POST', key, query: { uploads: '' }, headers, signal }),
    'POST uploads',
  );
  const [, uploadId] = /<UploadId>([^<]{1,2000})<\/UploadId>/.exec(text) ?? [];
  if (uploadId === undefined) throw unavailable('S3 POST uploads: no UploadId in the answer');
  return unescapeXml(uploadId);
}

async function uploadPart(
  { client, key, signal }: Upload,
  { uploadId, number, body }: { uploadId: string; number: number; body: Uint8Array<ArrayBuffer> },
): Promise<Part> {
  const headers = checksum(body);
  const query = { partNumber: String(number), uploadId };
  const answer = await client.send({ method: 'PUT', key, query, body, headers, signal });
  await settle(answer, `PUT part ${number}`);
  const etag = answer.headers.get('etag');
  if (etag === null) throw unavailable(`S3 PUT part ${number}: no ETag in the answer`);
  return { number, etag, checksum: headers['x-amz-checksum-sha256'] };
}

async function complete(
  { client, key, sizeBytes, signal }: Upload,
  uploadId: string,
  parts: readonly Part[],
): Promise<void> {
  const list = parts.map(
    ({ number, etag, checksum }) =>
      `<Part><PartNumber>${number}</PartNumber><ETag>${escapeXml(etag)}</ETag><ChecksumSHA256>${checksum}</ChecksumSHA256></Part>`,
  );
  const body = Buffer.from(
    `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${list.join('')}</CompleteMultipartUpload>`,
  );
  const headers = { 'content-type': 'application/xml' };
  const answer = await client.send({ method: 'POST', key, query: { uploadId }, body, headers, signal });
  const text = await answer.text();
  // The status is sent before the work is done, so a 200 may still carry an error.
  if (answer.ok && text.includes('<CompleteMultipartUploadResult')) return;
  // A lost answer makes the second attempt find no upload: the first one had done it.
  const found = await client.send({ method: 'HEAD', key, signal });
  if (found.ok && Number(found.headers.get('content-length')) === sizeBytes) return;
  const [, code = 'no result'] = /<Code>([A-Za-z0-9]{1,80})<\/Code>/.exec(text) ?? [];
  throw unavailable(`S3 POST complete: ${answer.status} ${code}`);
}

/** Reads the answer to its end, so that the connection can be used again. */
async function settle(answer: Response, what: string): Promise<string> {
  const text = await answer.text();
  if (!answer.ok) throw unavailable(`S3 ${what}: ${answer.status}`);
  return text;
}

function checksum(body: Uint8Array) {
  return { 'x-amz-checksum-sha256': createHash('sha256').update(body).digest('base64') };
}

async function readExactly(
  file: FileHandle,
  position: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const { bytesRead } = await file.read(bytes, at, length - at, position + at);
    if (bytesRead === 0) throw unavailable('the temporary file of an upload is shorter than it was');
    at += bytesRead;
  }
  return bytes;
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function unescapeXml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
