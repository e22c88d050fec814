import { baseFinding } from '../mapping/base-finding.ts';
import { given } from '../mapping/given.ts';
import { isObject, objectOf, positiveOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import type { Occurrences } from '../mapping/occurrences.ts';
import { maskedFields, maskedSecret } from '../mapping/secrets.ts';
import type { RawFinding, SourceTarget } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

interface SecretContext {
  readonly where: string;
  readonly occurrences: Occurrences;
}

/** Read into fields of a finding, or a secret in clear and not kept. */
const usedFields: ReadonlySet<string> = new Set([
  'Raw',
  'RawV2',
  'Redacted',
  'StructuredData',
  'DetectorName',
  'DetectorDescription',
  'stringsFound',
  'diff',
  'printDiff',
  'reason',
  'path',
]);

/** Turns one line into a finding; undefined without a detector (version 3) or a reason (version 2). */
export function findingOfSecret(line: JsonObject, context: SecretContext): RawFinding | undefined {
  return line.stringsFound === undefined ? ofVersion3(line, context) : ofVersion2(line, context);
}

function ofVersion3(line: JsonObject, { where, occurrences }: SecretContext): RawFinding | undefined {
  const detector = textOf(line.DetectorName) ?? textOf(line.DetectorType);
  if (detector === undefined) return undefined;
  const [source = '', fields] = sourceOf(line);
  const verified = line.Verified === true;
  const secret = textOf(line.Raw) ?? textOf(line.Redacted) ?? '';
  const masked = maskedSecret(secret);
  const path = textOf(fields.file) ?? textOf(fields.path);
  const commit = textOf(fields.commit);
  return {
    ...baseFinding({
      where,
      ruleId: detector,
      title: `${verified ? 'Working' : 'Possible'} ${detector} secret${path === undefined ? '' : ` in ${path}`}`,
      severity: verified ? 'CRITICAL' : 'MEDIUM',
      sourceSeverity: verified ? 'verified' : 'unverified',
      target: targetOf(source, fields),
    }),
    locations: path === undefined ? [] : [{ path, ...given({ line: positiveOf(fields.line) }) }],
    cwes: [798],
    references: textsOf(fields.link).slice(0, 1),
    tags: [source, textOf(line.DecoderName)].filter((tag) => tag !== undefined && tag !== '').map(String),
    sourceData: maskedFields(sourceDataOf(line, usedFields), secretsOf(line)),
    ...given({
      description: textOf(line.DetectorDescription),
      evidence: masked,
      confidence: verified ? 1 : undefined,
      matcher: matcherOf(occurrences, { ruleId: detector, path, commit, masked }),
    }),
  };
}

/** `SourceMetadata.Data` is an object with one member that names the kind of source: Git, Github, Filesystem, Docker, S3 … */
function sourceOf(line: JsonObject): readonly [string | undefined, JsonObject] {
  const data = objectOf(objectOf(line.SourceMetadata).Data);
  const [entry] = Object.entries(data).filter(([, value]) => isObject(value));
  return entry === undefined ? [undefined, {}] : [entry[0], objectOf(entry[1])];
}

function targetOf(source: string, fields: JsonObject): SourceTarget {
  const image = textOf(fields.image);
  const bucket = textOf(fields.bucket);
  const repository = textOf(fields.repository);
  if (image !== undefined) {
    const tag = textOf(fields.tag);
    const reference = tag === undefined || image.includes(':') ? image : `${image}:${tag}`;
    return { kind: 'CONTAINER_IMAGE', raw: reference, reference };
  }
  if (bucket !== undefined) return { kind: 'CLOUD_RESOURCE', raw: bucket, reference: bucket };
  if (repository !== undefined) return { kind: 'REPOSITORY', raw: repository, reference: repository };
  return { kind: /^(?:git|filesystem|$)/i.test(source) ? 'REPOSITORY' : 'OTHER', raw: '' };
}

/** What must not be kept in clear: the secret, what was made of it, and the parts of both. */
function secretsOf(line: JsonObject): string[] {
  const texts = [line.Raw, line.RawV2, line.Redacted].flatMap((value) => textsOf(value));
  return [...new Set(texts)].filter((text) => text.length >= 3);
}

/** Version 2 looks for high entropy, which is often no secret, and for patterns, which mostly are. */
function ofVersion2(line: JsonObject, { where, occurrences }: SecretContext): RawFinding | undefined {
  const reason = textOf(line.reason);
  if (reason === undefined) return undefined;
  const strings = textsOf(line.stringsFound).slice(0, 1_000);
  const path = textOf(line.path);
  const entropy = reason === 'High Entropy';
  const masked = strings
    .map((each) => maskedSecret(each))
    .join('\n')
    .slice(0, 8_000);
  return {
    ...baseFinding({
      where,
      ruleId: reason,
      title: `${reason}${path === undefined ? '' : ` in ${path}`}`,
      severity: entropy ? 'LOW' : 'HIGH',
      sourceSeverity: '',
      target: { kind: 'REPOSITORY', raw: '' },
    }),
    locations: path === undefined ? [] : [{ path }],
    cwes: [798],
    sourceData: maskedFields(sourceDataOf(line, usedFields), strings),
    ...given({
      evidence: masked === '' ? undefined : masked,
      confidence: entropy ? 0.3 : undefined,
      matcher: matcherOf(occurrences, { ruleId: reason, path, commit: textOf(line.commitHash), masked }),
    }),
  };
}

interface Matched {
  readonly ruleId: string;
  readonly path: string | undefined;
  readonly commit: string | undefined;
  readonly masked: string;
}

function matcherOf(occurrences: Occurrences, { ruleId, path, commit, masked }: Matched): string | undefined {
  return occurrences.matcher([ruleId, path], [commit, masked].filter((part) => part !== undefined).join(' '));
}
