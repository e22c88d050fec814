import Type from 'typebox';
import { json, operation, tenantRead, tenantWrite, versioned } from '../../kernel/operation.ts';
import { readers, workers } from '../../kernel/roles.ts';
import {
  actor,
  flag,
  list,
  nullable,
  page,
  pageQuery,
  person,
  removed,
  shape,
  strict,
  string,
  stringOf,
  timestamp,
  uuid,
  version,
} from '../../kernel/schema.ts';

const tag = 'vulnerabilities';
const ofRecord = strict({ vulnerabilityId: uuid });
const ofComment = strict({ vulnerabilityId: uuid, commentId: uuid });

/** Plain text with at least one visible character. */
const commentText = Type.String({
  minLength: 1,
  maxLength: 4_000,
  pattern: '^[^\\u0000]*\\S[^\\u0000]*$',
  description: 'Plain text',
});
const mentions = Type.Optional(list(uuid, 50));

const comment = shape('VulnerabilityComment', {
  id: uuid,
  vulnerabilityId: uuid,
  author: actor,
  text: nullable(stringOf('Plain text; null once it was deleted')),
  mentions: Type.Array(person, { description: 'Whom the author meant; empty once it was deleted' }),
  createdAt: timestamp,
  editedAt: nullable(timestamp),
  deletedAt: nullable(timestamp),
  deletedBy: nullable(actor),
  mayEdit: flag('The caller wrote it and may still write'),
  mayDelete: flag('The caller wrote it, or is a workspace administrator'),
  version,
});

const earlierText = shape('VulnerabilityCommentText', {
  version,
  text: string,
  mentions: Type.Array(person),
  replacedAt: timestamp,
});

export const listVulnerabilityComments = operation({
  id: 'listVulnerabilityComments',
  method: 'GET',
  path: '/vulnerabilities/{vulnerabilityId}/comments',
  summary: 'What people say about it, newest first',
  description: 'Deleted ones stay in the list without their text.',
  tag,
  access: tenantRead(readers, 'read:vulnerabilities'),
  params: ofRecord,
  query: strict({ ...pageQuery }),
  response: json(page(comment)),
  errors: ['NOT_FOUND'],
});

export const createVulnerabilityComment = operation({
  id: 'createVulnerabilityComment',
  method: 'POST',
  path: '/vulnerabilities/{vulnerabilityId}/comments',
  summary: 'Comment on it',
  description: '`mentions` names active members of the tenant.',
  tag,
  access: tenantWrite(workers, 'write:vulnerabilities'),
  params: ofRecord,
  body: strict({ text: commentText, mentions }),
  response: versioned(comment, 201),
  errors: ['NOT_FOUND'],
  audit: ['vulnerability.commented'],
});

export const updateVulnerabilityComment = operation({
  id: 'updateVulnerabilityComment',
  method: 'PATCH',
  path: '/vulnerabilities/{vulnerabilityId}/comments/{commentId}',
  summary: 'Change one’s own comment',
  description:
    'The earlier text is kept. Without `mentions` they stay; who is newly mentioned is an active member of the tenant.',
  tag,
  access: tenantWrite(workers, 'write:vulnerabilities'),
  params: ofComment,
  body: strict({ text: commentText, mentions }),
  response: versioned(comment),
  errors: ['NOT_FOUND', 'CONFLICT', 'PRECONDITION_FAILED'],
  audit: ['vulnerability.comment-changed'],
});

export const deleteVulnerabilityComment = operation({
  id: 'deleteVulnerabilityComment',
  method: 'DELETE',
  path: '/vulnerabilities/{vulnerabilityId}/comments/{commentId}',
  summary: 'Delete a comment',
  description:
    'One’s own; a workspace administrator any. Who wrote it and when stays, the text and its earlier forms are given to nobody any more.',
  tag,
  access: tenantWrite(workers, 'write:vulnerabilities'),
  params: ofComment,
  response: json(removed),
  errors: ['NOT_FOUND', 'PRECONDITION_FAILED'],
  audit: ['vulnerability.comment-deleted'],
});

export const listVulnerabilityCommentTexts = operation({
  id: 'listVulnerabilityCommentTexts',
  method: 'GET',
  path: '/vulnerabilities/{vulnerabilityId}/comments/{commentId}/texts',
  summary: 'Earlier texts of a comment, newest first',
  description: 'A deleted comment has none.',
  tag,
  access: tenantRead(readers, 'read:vulnerabilities'),
  params: ofComment,
  query: strict({ ...pageQuery }),
  response: json(page(earlierText)),
  errors: ['NOT_FOUND'],
});

export const commentOperations = [
  listVulnerabilityComments,
  createVulnerabilityComment,
  updateVulnerabilityComment,
  deleteVulnerabilityComment,
  listVulnerabilityCommentTexts,
];
