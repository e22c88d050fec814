import { objectOf, textOf, textsOf } from '../mapping/json.ts';
import { imageTarget } from '../mapping/product.ts';
import type { SourceTarget } from '../parser.ts';
import type { JsonValue } from '../readers/json/value.ts';

const kindOfType: Readonly<Record<string, SourceTarget['kind']>> = {
  image: 'CONTAINER_IMAGE',
  directory: 'REPOSITORY',
  dir: 'REPOSITORY',
  file: 'APPLICATION',
  'sbom-file': 'APPLICATION',
};

/** What was scanned: an image under the name it was asked for, or a path. */
export function targetOf(source: JsonValue | undefined): SourceTarget {
  const { type, target } = objectOf(source);
  const kind = kindOfType[textOf(type) ?? ''] ?? 'OTHER';
  const raw = textOf(target) ?? nameOf(target) ?? '';
  if (kind === 'CONTAINER_IMAGE') return imageTarget(raw);
  return raw === '' ? { kind, raw } : { kind, raw, reference: raw };
}

function nameOf(target: JsonValue | undefined): string | undefined {
  const { userInput, tags, repoDigests, imageID, path, name } = objectOf(target);
  const asked = textOf(userInput);
  // An id of the image or an archive names no repository; a tag does.
  const named = asked === undefined || /^sha256:|^[0-9a-f]{12,64}$|\.tar$/.test(asked) ? undefined : asked;
  return (
    named ??
    textsOf(tags)[0] ??
    textsOf(repoDigests)[0] ??
    asked ??
    textOf(path) ??
    textOf(name) ??
    textOf(imageID)
  );
}
