import type { TextCell, TextLine } from '../../readers/document/model.ts';
import { fieldKindOf, labelWords } from './field-kind.ts';

/** What a column of a list of findings holds. */
export type ColumnKind = 'ID' | 'TITLE' | 'SEVERITY' | 'STATUS' | 'CVSS' | 'REMEDIATION' | 'TARGET' | 'OTHER';

export interface Column {
  readonly kind: ColumnKind;
  readonly label: string;
  readonly x: number;
  readonly right: number;
}

export interface TableHead {
  readonly columns: readonly Column[];
  /** First line below the head. */
  readonly next: number;
}

const idWords =
  /^(?:#|no|nr|réf|référence|kennung|código|codice|n°|nº|id|ids|ref|index|s\.?\s?no|sr\.?\s?no|sl\.?\s?no|item|number|finding (?:id|no|number|#)|issue (?:id|no|number|#)|vuln(?:erability)? (?:id|no|number|#)|identifier|reference|code|key)\.?$/i;
const titleWords =
  /^(?:title|name|finding|findings|finding (?:title|name|description|summary)|issue|issues|issue (?:title|name|description|summary)|vulnerability|vulnerabilities|vulnerability (?:title|name|description|type|summary)|weakness|weaknesses|observation|observations|description|summary|synopsis|bug|flaw|threat|risk title|risk name|risk description|security issue|security finding|identified (?:issue|vulnerability|risk)|subject|heading|details?|titel|beschreibung|schwachstelle|suggestion|suggestions|recommendation title|titre|vulnérabilité|título|vulnerabilidad|hallazgo|titolo|vulnerabilità)$/i;
const definitionWords =
  /^(?:definition|description|meaning|explanation|criteria|details?|summary|impact|score range|range|cvss score range|interpretation)$/i;
const otherWords =
  /^(?:page|page number|category|type|class|cwe|cve|owasp|difficulty|likelihood|impact|exploitability|effort|probability|complexity|priority|section|component|asset|date|found|owner|count|total|instances?|occurrences?|remediation effort|fix complexity|confidence|reference|references|comment|comments|notes?|affected .{1,20}|vector|cvss vector|location|target|host|hosts|system|application)$/i;

const maxHeadCell = 48;

const maxHeadLines = 3;

/** The head of a list of findings at a line: a title or id, and a severity, state or score. Its words may take three lines. */
export function tableHeadAt(lines: readonly TextLine[], at: number): TableHead | undefined {
  const first = lines[at];
  if (first === undefined || first.mono || (first.cells.length < 2 && first.table !== undefined))
    return undefined;
  for (let count = 1; count <= maxHeadLines; count++) {
    const part = lines.slice(at, at + count);
    const apart = part.slice(1).some(({ gap, page, mono }) => gap > 1.9 || page !== first.page || mono);
    if (part.length < count || apart) return undefined;
    const columns = headOf(count === 1 ? first.cells : stackedCells(part));
    if (columns !== undefined) return { columns, next: at + count };
  }
  return undefined;
}

/** Cells that stand over each other as one, from left to right. */
function stackedCells(lines: readonly TextLine[]): readonly TextCell[] {
  const stacks: TextCell[] = [];
  for (const cell of lines.flatMap(({ cells }) => cells)) {
    const at = stacks.findIndex(({ x, right }) => cell.x < right + 3 && cell.right > x - 3);
    const over = stacks[at];
    if (over === undefined) stacks.push(cell);
    else {
      const x = Math.min(over.x, cell.x);
      const right = Math.max(over.right, cell.right);
      stacks[at] = { ...over, text: `${over.text} ${cell.text}`, x, right };
    }
  }
  return stacks.toSorted((a, b) => a.x - b.x);
}

function headOf(cells: readonly TextCell[]): readonly Column[] | undefined {
  const columns = cells.map(({ text, x, right }) => {
    const kind = text.length <= maxHeadCell ? columnKind(text) : undefined;
    return kind === undefined ? undefined : { kind, label: labelWords(text), x, right };
  });
  const known = columns.filter((column) => column !== undefined);
  if (known.length < 2 || columns.length - known.length > (known.length >= 3 ? 1 : 0)) return undefined;
  const kinds = new Set(known.map(({ kind }) => kind));
  const names = kinds.has('TITLE') || kinds.has('ID');
  const rates = kinds.has('SEVERITY') || kinds.has('CVSS') || kinds.has('STATUS');
  if (!names || !rates) return undefined;
  const all = columns.map(
    (column, index): Column =>
      column ?? {
        kind: 'OTHER',
        label: cells[index]?.text ?? '',
        x: cells[index]?.x ?? 0,
        right: cells[index]?.right ?? 0,
      },
  );
  return isDefinition(all) ? undefined : withOne(withOneTitle(all), 'SEVERITY');
}

function columnKind(text: string): ColumnKind | undefined {
  const label = labelWords(text);
  if (label === '' && text.trim() === '#') return 'ID';
  if (idWords.test(label) || text.trim() === '#') return 'ID';
  if (/^pages?(?: number)?$/i.test(label)) return 'OTHER';
  const kind = fieldKindOf(text);
  if (kind === 'SEVERITY' || kind === 'CVSS') return kind;
  if (label.split(/\s*[/&]\s*|\s+(?:and|or)\s+/i).every((word) => titleWords.test(word))) return 'TITLE';
  if (otherWords.test(label)) return kind === 'TARGET' ? 'TARGET' : 'OTHER';
  if (kind === 'STATUS' || kind === 'REMEDIATION' || kind === 'TARGET') return kind;
  if (kind === 'ID' || kind === 'TITLE') return kind;
  return kind === undefined ? undefined : 'OTHER';
}

/** "Severity | Description": what the words mean, not what was found. */
function isDefinition(columns: readonly Column[]): boolean {
  const [first] = columns;
  if (first?.kind !== 'SEVERITY' && first?.kind !== 'CVSS' && first?.kind !== 'STATUS') return false;
  return columns.slice(1).every(({ kind, label }) => kind !== 'ID' && definitionWords.test(label));
}

/** "Title | Description | Severity": the first of two that may be the title is; a title proper goes before all. */
function withOneTitle(columns: readonly Column[]): readonly Column[] {
  const titles = columns.filter(({ kind }) => kind === 'TITLE');
  const proper = titles.find(({ label }) => !definitionWords.test(label)) ?? titles[0];
  return columns.map((column) =>
    column.kind === 'TITLE' && column !== proper ? { ...column, kind: 'OTHER' } : column,
  );
}

/** Of two columns of a kind the first: "Severity" before "Severity after retest". */
function withOne(columns: readonly Column[], kind: ColumnKind): readonly Column[] {
  const first = columns.find((column) => column.kind === kind);
  return columns.map((column) =>
    column.kind === kind && column !== first ? { ...column, kind: 'OTHER' } : column,
  );
}

/** The column a cell stands in: the one it overlaps most, else the nearest. */
export function columnOf(columns: readonly Column[], cell: TextCell): Column | undefined {
  let best: Column | undefined;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const column of columns) {
    const overlap = Math.min(cell.right, column.right) - Math.max(cell.x, column.x);
    if (overlap > bestScore) {
      best = column;
      bestScore = overlap;
    }
  }
  return best;
}
