import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Credentials, signatureProblem } from './s3-signature.fixture.ts';

/**
 * The part of the S3 protocol that a store uses, over real HTTP: signatures and payload digests are checked independently of
 * the library that made them, parts have S3's size limits, checksums are compared. It keeps objects in memory.
 */
export interface S3Peer {
  readonly endpoint: string;
  readonly objects: Map<string, Buffer>;
  readonly uploads: Map<string, MultipartUpload>;
  /** `PUT /bucket/key` of every request that arrived, in order. */
  readonly seen: string[];
  /** Spoils the next `times` requests that `matches` accepts. */
  spoil(fault: Fault): void;
  close(): Promise<void>;
}

interface MultipartUpload {
  readonly key: string;
  readonly parts: Map<number, { bytes: Buffer; etag: string; checksum: string }>;
}

export interface Fault {
  readonly matches: (request: string) => boolean;
  readonly times: number;
  /**
   * A status: answered with it. RESET: the connection dies before an answer. BREAK: it dies in the middle of the body.
   * LOST: the work is done, and the answer dies. ERROR_IN_200: a status of success with an error inside. HANG: no answer.
   */
  readonly kind: number | 'RESET' | 'BREAK' | 'LOST' | 'ERROR_IN_200' | 'HANG';
}

interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: Buffer | string;
}

const minPartBytes = 5 * 1024 * 1024;

export async function startS3Peer(credentials: Credentials, bucket: string): Promise<S3Peer> {
  const peer = {
    objects: new Map<string, Buffer>(),
    uploads: new Map<string, MultipartUpload>(),
    seen: [] as string[],
  };
  const faults: { -readonly [Name in keyof Fault]: Fault[Name] }[] = [];
  const server = createServer((request, response) => {
    void serve(request, response).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    );
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const body = Buffer.concat(pieces);
    const line = `${request.method} ${request.url}`;
    peer.seen.push(line);
    const fault = faults.find(({ matches, times }) => times > 0 && matches(line));
    if (fault) fault.times -= 1;
    if (fault?.kind === 'HANG') return;
    if (fault?.kind === 'RESET') return void response.destroy();
    if (typeof fault?.kind === 'number') return send(response, refusal(fault.kind, 'SlowDown'));
    if (fault?.kind === 'ERROR_IN_200') return send(response, { ...refusal(200, 'InternalError') });
    const problem = signatureProblem(request, body, credentials);
    const answer = problem ? refusal(403, problem) : answerTo(request, body, bucket, peer);
    if (fault?.kind === 'LOST') return void response.destroy();
    if (fault?.kind === 'BREAK') return sendHalf(response, answer);
    send(response, answer);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the peer has no port');
  return {
    ...peer,
    endpoint: `http://127.0.0.1:${address.port}`,
    spoil: (fault) => void faults.push({ ...fault }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, { status, headers = {}, body = '' }: Answer): void {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers }).end(body);
}

function sendHalf(response: ServerResponse, { status, headers = {}, body = '' }: Answer): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { 'content-length': bytes.length, ...headers });
  response.write(bytes.subarray(0, bytes.length / 2), () => setTimeout(() => response.destroy(), 50));
}

function refusal(status: number, code: string): Answer {
  return { status, body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>x</Message></Error>` };
}

/** A store may give fewer than asked for; its tokens hold what XML has to escape. */
const listedAtOnce = 2;

function listing(url: URL, { objects }: State): Answer {
  const prefix = url.searchParams.get('prefix') ?? '';
  const after = url.searchParams.get('continuation-token')?.replace(/^<&/, '') ?? '';
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const shown = keys.slice(0, listedAtOnce);
  const contents = shown.map(
    (key) => `<Contents><Key>${key}</Key><Size>${objects.get(key)?.length ?? 0}</Size></Contents>`,
  );
  const more = keys.length > shown.length;
  const next = more ? `<NextContinuationToken>&lt;&amp;${shown.at(-1)}</NextContinuationToken>` : '';
  return {
    status: 200,
    body: `<?xml version="1.0"?><ListBucketResult><IsTruncated>${more}</IsTruncated>${contents.join('')}${next}</ListBucketResult>`,
  };
}

type State = Pick<S3Peer, 'objects' | 'uploads'>;

function answerTo(request: IncomingMessage, body: Buffer, bucket: string, state: State): Answer {
  const url = new URL(request.url ?? '', 'http://peer');
  if (!url.pathname.startsWith(`/${bucket}/`)) return refusal(404, 'NoSuchBucket');
  const key = decodeURIComponent(url.pathname.slice(bucket.length + 2));
  if (key === '' && url.searchParams.get('list-type') === '2') return listing(url, state);
  const uploadId = url.searchParams.get('uploadId');
  const declared = request.headers['x-amz-checksum-sha256'];
  if (declared !== undefined && declared !== sha256(body, 'base64')) return refusal(400, 'BadDigest');
  if (request.method === 'POST' && url.searchParams.has('uploads')) return begin(key, request, state);
  if (uploadId !== null) return inUpload({ request, key, uploadId, body, url, state });
  if (request.method === 'PUT') {
    if (declared === undefined) return refusal(400, 'MissingChecksum');
    state.objects.set(key, body);
    return { status: 200, headers: { etag: etagOf(body) } };
  }
  if (request.method === 'DELETE') {
    state.objects.delete(key);
    return { status: 204 };
  }
  return read(request, state.objects.get(key));
}

function read(request: IncomingMessage, object: Buffer | undefined): Answer {
  if (!object) return refusal(404, 'NoSuchKey');
  if (request.method === 'HEAD') return { status: 200, headers: { 'content-length': String(object.length) } };
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  if (start === undefined || end === undefined)
    return { status: 200, body: object, headers: { etag: etagOf(object) } };
  if (Number(start) >= object.length) return refusal(416, 'InvalidRange');
  const part = object.subarray(Number(start), Number(end) + 1);
  const range = `bytes ${start}-${Number(start) + part.length - 1}/${object.length}`;
  return { status: 206, body: part, headers: { 'content-range': range } };
}

function begin(key: string, request: IncomingMessage, { uploads }: State): Answer {
  if (request.headers['x-amz-checksum-algorithm'] !== 'SHA256') return refusal(400, 'InvalidRequest');
  // Real ids are opaque; this one breaks whoever does not encode or unescape it.
  const id = `${randomUUID()}+/=&~`;
  uploads.set(id, { key, parts: new Map() });
  const escaped = id.replaceAll('&', '&amp;');
  return {
    status: 200,
    body: `<InitiateMultipartUploadResult><Key>${key}</Key><UploadId>${escaped}</UploadId></InitiateMultipartUploadResult>`,
  };
}

interface InUpload {
  readonly request: IncomingMessage;
  readonly key: string;
  readonly uploadId: string;
  readonly body: Buffer;
  readonly url: URL;
  readonly state: State;
}

function inUpload({ request, key, uploadId, body, url, state }: InUpload): Answer {
  const upload = state.uploads.get(uploadId);
  if (!upload || upload.key !== key) return refusal(404, 'NoSuchUpload');
  if (request.method === 'DELETE') {
    state.uploads.delete(uploadId);
    return { status: 204 };
  }
  if (request.method === 'POST') return complete(upload, { uploadId, body: body.toString(), state });
  const number = Number(url.searchParams.get('partNumber'));
  const checksum = request.headers['x-amz-checksum-sha256'];
  if (request.method !== 'PUT' || !(number >= 1 && number <= 10_000)) return refusal(400, 'InvalidArgument');
  if (typeof checksum !== 'string') return refusal(400, 'MissingChecksum');
  upload.parts.set(number, { bytes: body, etag: etagOf(body), checksum });
  return { status: 200, headers: { etag: etagOf(body) } };
}

function complete(
  upload: MultipartUpload,
  { uploadId, body, state }: { uploadId: string; body: string; state: State },
): Answer {
  const form =
    /<Part><PartNumber>(\d+)<\/PartNumber><ETag>&quot;(\w+)&quot;<\/ETag><ChecksumSHA256>([\w+/=]+)<\/ChecksumSHA256><\/Part>/g;
  const listed = [...body.matchAll(form)];
  if (listed.length === 0 || listed.length !== upload.parts.size) return refusal(400, 'MalformedXML');
  const bytes: Buffer[] = [];
  for (const [index, [, number, etag, checksum]] of listed.entries()) {
    const part = upload.parts.get(Number(number));
    if (Number(number) !== index + 1) return refusal(400, 'InvalidPartOrder');
    if (!part || part.etag !== `"${etag}"` || part.checksum !== checksum) return refusal(400, 'InvalidPart');
    if (index + 1 < listed.length && part.bytes.length < minPartBytes) return refusal(400, 'EntityTooSmall');
    bytes.push(part.bytes);
  }
  state.objects.set(upload.key, Buffer.concat(bytes));
  state.uploads.delete(uploadId);
  return {
    status: 200,
    body: '<?xml version="1.0"?><CompleteMultipartUploadResult><ETag>"x"</ETag></CompleteMultipartUploadResult>',
  };
}

function etagOf(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}

function sha256(bytes: Buffer, encoding: 'hex' | 'base64'): string {
  return createHash('sha256').update(bytes).digest(encoding);
}
