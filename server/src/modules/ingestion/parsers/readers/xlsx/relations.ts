import type { Archive } from '../../archive.ts';
import type { ParseLimits, ParseSink } from '../../parser.ts';
import { readXml } from '../xml/reader.ts';

export interface XlsxReading {
  readonly archive: Archive;
  readonly limits: ParseLimits;
  readonly sink: Pick<ParseSink, 'problem'>;
}

/** A part that another part refers to. */
export interface Relation {
  readonly id: string;
  /** The last word of its type, for example "worksheet"; the words before differ between the strict and the usual form. */
  readonly type: string;
  /** Name in the archive. */
  readonly part: string;
}

/** What a part refers to inside the package (ECMA-376 part 2, 8.3); `part` '' is the package itself. Links to outside are left out. */
export async function readRelations(
  { archive, limits, sink }: XlsxReading,
  part: string,
): Promise<Relation[]> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1);
  const name = `${folder}_rels/${part.slice(folder.length)}.rels`;
  const relations: Relation[] = [];
  if (!archive.entries.some((entry) => entry.name === name)) return relations;
  await readXml(
    { source: archive.read(name), limits, sink, roots: ['Relationships'], formatName: 'a list of relations' },
    () => ({
      open: (element, { Id: id = '', Type: type = '', Target: target = '', TargetMode: mode = '' }) => {
        if (element !== 'Relationship' || mode === 'External') return;
        relations.push({ id, type: type.slice(type.lastIndexOf('/') + 1), part: resolved(folder, target) });
      },
      close: () => {},
    }),
  );
  return relations;
}

function resolved(folder: string, target: string): string {
  const path = target.startsWith('/') ? target.slice(1) : folder + target;
  const steps: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}
