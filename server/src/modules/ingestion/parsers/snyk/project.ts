import { isObject, textOf } from '../mapping/json.ts';
import { imageTarget } from '../mapping/product.ts';
import type { SourceTarget } from '../parser.ts';
import type { GroupFacts } from '../readers/json/grouped.ts';

/** Values beside the list of issues that say what was tested. */
export const projectFacts = [
  'projectName',
  'path',
  'targetFile',
  'displayTargetFile',
  'packageManager',
  'projectType',
  'docker',
  'error',
] as const;

export interface Project {
  readonly target: SourceTarget;
  /** The manifest or lock file, with forward slashes. */
  readonly file: string | undefined;
  readonly ecosystem: string | undefined;
}

export function projectOf(facts: GroupFacts): Project {
  const text = (name: (typeof projectFacts)[number]) => textOf(facts.get(name));
  const ecosystem = text('packageManager') ?? text('projectType');
  const file = (text('displayTargetFile') ?? text('targetFile'))?.replaceAll('\\', '/');
  if (isObject(facts.get('docker'))) return { target: imageOf(facts), file, ecosystem };
  const raw = text('projectName') ?? text('path') ?? '';
  const target: SourceTarget = { kind: 'APPLICATION', raw };
  if (raw === '') return { target, file, ecosystem };
  // Projects of one repository share a name; Snyk itself tells them apart as "name:file".
  return { target: { ...target, reference: file === undefined ? raw : `${raw}:${file}` }, file, ecosystem };
}

function imageOf(facts: GroupFacts): SourceTarget {
  const name = textOf(facts.get('projectName'))?.replace(/^docker-image\|/, '');
  const raw = textOf(facts.get('path')) ?? name ?? '';
  return imageTarget(raw);
}
