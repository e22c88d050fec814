import { type Binding, changes, reads, serves } from '../../platform/http/handler.ts';
import type { Platform } from '../../platform/platform.ts';
import * as op from './contract.ts';
import { download } from './export.ts';
import { create, get, list, remove } from './service.ts';

/** `calculateAssessmentScore` is bound by scoring, which may use this module while this one may not use it. */
export const routes = ({ storage }: Platform): readonly Binding[] => [
  reads(op.listAssessments, list),
  changes(op.createAssessment, create),
  reads(op.getAssessment, get),
  changes(op.deleteAssessment, remove),
  serves(op.downloadAssessment, (request, input) => download(storage, request, input)),
];
