import type { SourceTarget } from '../parser.ts';

/** No report of this kind says which project it is about; the scope of the upload does. */
export const target: SourceTarget = { kind: 'APPLICATION', raw: '' };
