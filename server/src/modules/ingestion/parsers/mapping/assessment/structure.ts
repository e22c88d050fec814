import type { TextDocument, TextLine } from '../../readers/document/model.ts';
import { Vocabulary } from '../../readers/document/text.ts';
import { withColumnValues } from './column-fields.ts';
import { contentsLines } from './contents.ts';
import { fieldKindOf } from './field-kind.ts';
import { withFieldRows } from './field-rows.ts';
import { looksLikeHeading, weightOf } from './heading.ts';
import { fieldsOf, type LineField } from './line-fields.ts';
import { withoutSideBoxes } from './side-box.ts';

/** A document with what is needed again and again: labels of each line, headings above it, the words it uses. */
export interface Structure {
  readonly document: TextDocument;
  readonly lines: readonly TextLine[];
  /** Where full lines end, in points from the left. */
  readonly rightEdge: number;
  /** Labels with their values, line by line; a value below its label is moved beside it. */
  readonly fields: readonly (readonly LineField[])[];
  /** Lines that hold such values and nothing else. */
  readonly consumed: ReadonlySet<number>;
  /** Lines of the table of contents: they look like headings, but head nothing. */
  readonly contents: ReadonlySet<number>;
  /** Whether a line looks like a heading and is no label of a part of a finding. */
  readonly isHeading: (at: number) => boolean;
  /** Headings above a line, the highest first. */
  readonly chaptersOf: (at: number) => readonly string[];
  readonly vocabulary: Vocabulary;
}

export function structureOf(read: TextDocument): Structure {
  const document = { ...read, lines: withFieldRows(withoutSideBoxes(read.lines)) };
  const { lines } = document;
  const vocabulary = new Vocabulary();
  for (const { text } of lines) vocabulary.add(text);
  const contents = contentsLines(document);
  const headings = lines.map(
    (line, at) =>
      !contents.has(at) && looksLikeHeading(line, document) && fieldKindOf(line.text) === undefined,
  );
  const chapters = chapterChain(document, headings);
  return {
    document,
    lines,
    rightEdge: rightEdgeOf(lines),
    ...withColumnValues(lines, lines.map(fieldsOf)),
    contents,
    isHeading: (at) => headings[at] ?? false,
    chaptersOf: (at) => textsOf(chapters[at]),
    vocabulary,
  };
}

interface Chapter {
  readonly text: string;
  readonly weight: number;
  readonly level: number | undefined;
  readonly above: Chapter | undefined;
}

/** For each line the chain of headings above it; a heading ends those that are no heavier. */
function chapterChain(
  document: TextDocument,
  headings: readonly boolean[],
): readonly (Chapter | undefined)[] {
  let current: Chapter | undefined;
  return document.lines.map((line, at) => {
    const before = current;
    if (headings[at] !== true) return before;
    const weight = weightOf(line, document);
    while (current !== undefined && endsChapter(line.level, weight, current)) current = current.above;
    current = { text: line.text, weight, level: line.level, above: current };
    return current.above;
  });
}

function endsChapter(level: number | undefined, weight: number, chapter: Chapter): boolean {
  if (level !== undefined && chapter.level !== undefined) return level <= chapter.level;
  return weight >= chapter.weight;
}

function textsOf(chapter: Chapter | undefined): readonly string[] {
  const texts: string[] = [];
  for (let one = chapter; one !== undefined; one = one.above) texts.unshift(one.text);
  return texts;
}

/** Beyond it only a few lines reach: wide tables, and pages lying on their side. */
function rightEdgeOf(lines: readonly TextLine[]): number {
  const edges = lines.map(({ right }) => right).toSorted((a, b) => a - b);
  return edges[Math.floor(edges.length * 0.9)] ?? 0;
}
