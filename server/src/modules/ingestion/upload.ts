import { Readable } from 'node:stream';
import type { MultipartFile, MultipartValue } from '@fastify/multipart';
import { AppError, invalidField } from '../../kernel/errors.ts';
import type { BodyOf } from '../../kernel/operation.ts';
import type { TenantRequest } from '../../platform/http/handler.ts';
import { validateBody } from '../../platform/http/validators.ts';
import type { StoredObject, TenantStorage } from '../../platform/storage/object-storage.ts';
import { createIngestionJob } from './contract.ts';
import { jobText } from './messages.ts';

type Fields = BodyOf<typeof createIngestionJob>;

export interface Upload {
  readonly fields: Fields;
  readonly stored: StoredObject;
  readonly fileName: string;
}

const maxBytes = createIngestionJob.upload?.maxBytes ?? 0;
const jsonFields: ReadonlySet<string> = new Set(['authority', 'assessment']);
const maxFileName = 255;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control and direction characters are what is removed
const invisible = /[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Streams the report into storage and reads the fields beside it, in any order. No transaction is open meanwhile.
 * @throws AppError VALIDATION_FAILED, PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE
 */
export async function receiveUpload(request: TenantRequest, storage: TenantStorage): Promise<Upload> {
  return request.http.isMultipart() ? receiveMultipart(request, storage) : receiveJson(request, storage);
}

async function receiveMultipart(request: TenantRequest, storage: TenantStorage): Promise<Upload> {
  const values: Record<string, unknown> = {};
  let stored: StoredObject | undefined;
  let fileName = 'report';
  for await (const part of request.http.parts({ limits: { fileSize: maxBytes + 1 } })) {
    if (part.type === 'field') readField(values, part);
    else if (part.fieldname !== 'file' || stored) throw refusePart(part);
    else {
      fileName = part.filename || fileName;
      stored = await storage.put(part.file, { maxBytes, signal: request.signal });
    }
  }
  if (!stored)
    throw new AppError('VALIDATION_FAILED', jobText.fileMissing, {
      details: [{ path: 'file', message: 'is required' }],
    });
  if ('payload' in values || 'payloadBase64' in values)
    throw invalidField('body.payload', 'cannot stand beside a file');
  const fields = validateBody(createIngestionJob.body, values);
  assertTenant(request, values.tenantId);
  return { fields, stored, fileName: shortName(fields.fileName ?? fileName) };
}

function refusePart(part: MultipartFile): AppError {
  part.file.resume();
  return invalidField(part.fieldname.slice(0, 60), 'is not expected; send one file in the part "file"');
}

function readField(values: Record<string, unknown>, part: MultipartValue): void {
  const name = part.fieldname;
  if (name in values) throw invalidField(name, 'was sent twice');
  if (part.valueTruncated || typeof part.value !== 'string')
    throw invalidField(name, 'is too long or not text');
  values[name] = jsonFields.has(name) ? parseField(name, part.value) : part.value;
}

function parseField(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidField(name, 'must be a JSON object');
  }
}

/** The tenant was settled from header and query; a field must not say otherwise. */
function assertTenant(request: TenantRequest, tenantId: unknown): void {
  if (tenantId !== undefined && tenantId !== request.caller.tenantId) {
    throw new AppError('TENANT_MISMATCH', 'Header, query and body name different tenants.');
  }
}

async function receiveJson(request: TenantRequest, storage: TenantStorage): Promise<Upload> {
  const fields = validateBody(createIngestionJob.body, request.http.body);
  const { payload, payloadBase64 } = fields;
  if (payload !== undefined && payloadBase64 !== undefined)
    throw invalidField('body.payload', jobText.twoPayloads);
  if (payload === undefined && payloadBase64 === undefined) {
    throw new AppError('VALIDATION_FAILED', jobText.fileMissing, {
      details: [{ path: 'body.payload', message: 'is required' }],
    });
  }
  const bytes = payload === undefined ? Buffer.from(payloadBase64 ?? '', 'base64') : Buffer.from(payload);
  const stored = await storage.put(Readable.from([bytes]), { maxBytes, signal: request.signal });
  return { fields, stored, fileName: shortName(fields.fileName ?? 'report') };
}

/** A name to show, never a path: the server names its own files. */
function shortName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  return last.replace(invisible, '').slice(0, maxFileName) || 'report';
}
