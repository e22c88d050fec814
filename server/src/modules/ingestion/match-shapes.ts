import Type from 'typebox';
import {
  boolean,
  countOf,
  nullable,
  oneOf,
  severity,
  shape,
  strict,
  string,
  stringOf,
  uuid,
} from '../../kernel/schema.ts';
import { vulnerabilityStatus } from '../vulnerabilities/shapes.ts';

export const previewMatch = shape('PreviewMatch', {
  pass: oneOf(['IDENTITY', 'COVERAGE', 'NONE'], {
    title: 'MatchPass',
    description:
      'IDENTITY: the same parts of the parser’s identity. COVERAGE: in the register, looked for and not in the report. NONE: not in the register',
  }),
  explanation: string,
  candidates: Type.Array(
    strict({
      vulnerabilityId: uuid,
      title: string,
      severity,
      status: nullable(vulnerabilityStatus),
      target: stringOf('As the register keys it: kind and value'),
      taken: boolean,
      differs: Type.Array(oneOf(['TARGET', 'SERVICE', 'COMPONENT', 'PLACE', 'VERSION', 'OTHER']), {
        description: 'Parts of the identity in which it differs; empty for the one taken',
      }),
    }),
    {
      description:
        'Entries of the same check on any asset that answers to the target, the taken one first; at most 20',
    },
  ),
  candidatesTotal: countOf('Candidates in all, as far as 2,000 entries a page tell'),
  assetPass: oneOf(['REGISTER', 'MAPPED', 'IDENTIFIER', 'NEW'], {
    title: 'AssetPass',
    description:
      'REGISTER: the entry keeps its asset. MAPPED: a person said so. IDENTIFIER: it answers to the strongest identifier. NEW: nothing does',
  }),
  assetExplanation: string,
  assetCandidates: Type.Array(
    strict({
      assetId: uuid,
      name: string,
      by: Type.Array(string, { description: 'Identifiers of the target it answers to, strongest first' }),
      taken: boolean,
    }),
  ),
});
