import Type from 'typebox';
import { file, json, operation, tenantRead, tenantWrite } from '../../kernel/operation.ts';
import { readers, workers } from '../../kernel/roles.ts';
import {
  actor,
  date,
  line,
  list,
  nullable,
  oneOf,
  page,
  pageQuery,
  several,
  sha256,
  shape,
  strict,
  string,
  text,
  timestamp,
  uuid,
  webAddress,
} from '../../kernel/schema.ts';

const tag = 'evidence';
const params = strict({ evidenceId: uuid });
const controlRef = strict({ frameworkCode: line(60), controlId: line(100) });

export const evidence = shape('Evidence', {
  id: uuid,
  kind: oneOf(['FILE', 'LINK']),
  title: string,
  description: nullable(string),
  url: nullable(string),
  fileName: nullable(string),
  contentType: nullable(string),
  sizeBytes: nullable(Type.Integer({ minimum: 0 })),
  sha256: nullable(sha256),
  controls: Type.Array(strict({ frameworkCode: string, controlId: string })),
  vulnerabilityIds: Type.Array(uuid),
  validFrom: nullable(date),
  validTo: nullable(date),
  review: oneOf(['PENDING', 'APPROVED', 'REJECTED']),
  createdBy: actor,
  createdAt: timestamp,
});

export const listEvidence = operation({
  id: 'listEvidence',
  method: 'GET',
  path: '/compliance-evidence',
  summary: 'Kept files and links',
  tag,
  access: tenantRead(readers, 'read:evidence'),
  query: strict({
    ...pageQuery,
    frameworkCode: Type.Optional(line(60)),
    controlId: Type.Optional(line(100)),
    vulnerabilityId: Type.Optional(uuid),
    review: several(oneOf(['PENDING', 'APPROVED', 'REJECTED']), 3),
    expiresBefore: Type.Optional(date),
    q: Type.Optional(line(200)),
  }),
  response: json(page(evidence)),
  notBuilt: true,
});

export const createEvidence = operation({
  id: 'createEvidence',
  method: 'POST',
  path: '/compliance-evidence',
  summary: 'Keep a file or a link',
  description: 'Multipart for a file; JSON with `url` for a link.',
  tag,
  access: tenantWrite(workers, 'write:evidence'),
  body: strict({
    title: line(300),
    description: Type.Optional(text(4_000)),
    url: Type.Optional(webAddress),
    controls: Type.Optional(list(controlRef, 100)),
    vulnerabilityIds: Type.Optional(list(uuid, 100)),
    validFrom: Type.Optional(date),
    validTo: Type.Optional(date),
  }),
  upload: { maxBytes: 256 * 1024 * 1024, description: 'The file, kept by its SHA-256', replaces: ['url'] },
  response: json(evidence, 201),
  errors: ['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'],
  audit: ['evidence.created'],
  notBuilt: true,
});

export const getEvidence = operation({
  id: 'getEvidence',
  method: 'GET',
  path: '/compliance-evidence/{evidenceId}',
  summary: 'One piece of evidence',
  tag,
  access: tenantRead(readers, 'read:evidence'),
  params,
  response: json(evidence),
  errors: ['NOT_FOUND'],
  notBuilt: true,
});

export const downloadEvidence = operation({
  id: 'downloadEvidence',
  method: 'GET',
  path: '/compliance-evidence/{evidenceId}/download',
  summary: 'The kept file',
  tag,
  access: tenantRead(readers, 'read:evidence'),
  params,
  response: file('application/octet-stream'),
  errors: ['NOT_FOUND'],
  notBuilt: true,
});

export const operations = [listEvidence, createEvidence, getEvidence, downloadEvidence];
