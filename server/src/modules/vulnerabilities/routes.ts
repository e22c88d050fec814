import { type Binding, changes, reads, serves } from '../../platform/http/handler.ts';
import { assignMany } from './assign.ts';
import { changeStatus, changeStatuses } from './change-status.ts';
import * as comment from './comment-contract.ts';
import { addComment, commentsOf, deleteComment, earlierTextsOf, editComment } from './comments.ts';
import * as op from './contract.ts';
import { detailOf } from './detail.ts';
import { editVulnerability } from './edit.ts';
import { exportRegister } from './export.ts';
import { exportVulnerabilities } from './export-contract.ts';
import { historyOf } from './history.ts';
import { listRegister } from './service.ts';

export const routes = (): readonly Binding[] => [
  reads(op.listVulnerabilities, listRegister),
  serves(exportVulnerabilities, exportRegister),
  reads(op.getVulnerability, (ctx, { params }) => detailOf(ctx, params.vulnerabilityId)),
  reads(op.getVulnerabilityHistory, historyOf),
  changes(op.updateVulnerability, editVulnerability),
  changes(op.changeVulnerabilityStatus, changeStatus),
  changes(op.postVulnerabilityStatus, changeStatus),
  changes(op.bulkChangeVulnerabilityStatus, changeStatuses),
  changes(op.bulkAssignVulnerabilities, assignMany),
  reads(comment.listVulnerabilityComments, commentsOf),
  changes(comment.createVulnerabilityComment, addComment),
  changes(comment.updateVulnerabilityComment, editComment),
  changes(comment.deleteVulnerabilityComment, deleteComment),
  reads(comment.listVulnerabilityCommentTexts, earlierTextsOf),
];
