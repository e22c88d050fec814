import { type GenericField, isListField } from '../generic-fields.ts';
import { columnKey } from '../table.ts';
import { type Guess, guessByName } from './names.ts';
import { guessesByValues, isScore, support } from './values.ts';

export interface TableSample {
  readonly header: readonly string[];
  /** Rows below it; shorter than the header where cells at the end are empty. */
  readonly rows: readonly (readonly string[])[];
}

export interface SuggestedColumn {
  readonly column: string;
  /** Null: nothing is near enough; the column would be kept as it is. */
  readonly field: GenericField | null;
  /** 0..1; 0 without a field. */
  readonly confidence: number;
  /** A sentence; empty without a field. */
  readonly reason: string;
  /** At most three values of the column, cut. */
  readonly samples: readonly string[];
}

const least = 0.3;

/** Which field of the generic format each column most likely holds, by its name and its values; each field once, unless it is a list. */
export function suggestColumns({ header, rows }: TableSample): readonly SuggestedColumn[] {
  const columns = header.map((column, index) => {
    const values = rows.map((row) => row[index] ?? '').filter((value) => value.trim() !== '');
    return { column, values, guesses: guessesFor(column, values) };
  });
  const taken = assign(columns.map(({ guesses }) => guesses));
  return columns.map(({ column, values }, index) => {
    const guess = taken[index];
    return {
      column,
      field: guess?.field ?? null,
      confidence: guess === undefined ? 0 : Math.round(guess.confidence * 100) / 100,
      reason: guess === undefined ? '' : `The column ${guess.because}.`,
      samples: [...new Set(values)].slice(0, 3).map((value) => value.slice(0, 200).toWellFormed()),
    };
  });
}

/** The same for columns that a mapping can name: each name once, on one line, and none without a name. At most 300. */
export function mappableColumns(sample: TableSample): readonly SuggestedColumn[] {
  const seen = new Set<string>();
  const places = sample.header.flatMap((cell, index) => {
    const name = nameOf(cell);
    const key = columnKey(name) || name;
    if (name === '' || seen.has(key) || seen.size >= maxMappable) return [];
    seen.add(key);
    return [{ name, index }];
  });
  return suggestColumns({
    header: places.map(({ name }) => name),
    rows: sample.rows.map((row) => places.map(({ index }) => row[index] ?? '')),
  });
}

const maxMappable = 300;

// biome-ignore lint/suspicious/noControlCharactersInRegex: line breaks in cells and other control characters become spaces
const breaks = /[\s\u0000-\u001f\u007f]+/g;

function nameOf(cell: string): string {
  return cell.replaceAll(breaks, ' ').trim().slice(0, 200).toWellFormed();
}

function guessesFor(column: string, values: readonly string[]): readonly Guess[] {
  const named = guessByName(column);
  const seen = guessesByValues(values);
  const found = new Map<GenericField, Guess>(seen.map((guess) => [guess.field, guess]));
  if (named !== undefined) {
    const confidence = named.confidence * support(named.field, values);
    const same = found.get(named.field);
    found.set(
      named.field,
      same === undefined ? { ...named, confidence } : both({ ...named, confidence }, same),
    );
    // "Risk" with numbers from 0 to 10 is a score.
    if (
      named.field === 'severity' &&
      values.length > 0 &&
      values.every(isScore) &&
      values.some((value) => value.includes('.'))
    )
      found.set('cvssv3_score', {
        field: 'cvssv3_score',
        confidence: 0.6,
        because: 'holds scores from 0 to 10',
      });
  }
  return [...found.values()].filter(({ confidence }) => confidence >= least);
}

function both(name: Guess, values: Guess): Guess {
  return {
    field: name.field,
    confidence: 1 - (1 - name.confidence) * (1 - values.confidence),
    because: `${name.because} and ${values.because}`,
  };
}

/** Gives each column its surest guess that no surer column has taken. */
function assign(guesses: readonly (readonly Guess[])[]): readonly (Guess | undefined)[] {
  const result: (Guess | undefined)[] = guesses.map(() => undefined);
  const all = guesses
    .flatMap((list, index) => list.map((guess) => ({ guess, index })))
    .toSorted((a, b) => b.guess.confidence - a.guess.confidence || a.index - b.index);
  const used = new Set<GenericField>();
  for (const { guess, index } of all) {
    if (result[index] !== undefined || (used.has(guess.field) && !isListField(guess.field))) continue;
    result[index] = guess;
    used.add(guess.field);
  }
  return result;
}

const maxHeaderRow = 20;

/**
 * Splits rows into header and body: the row whose cells most look like names of columns, by what they are called and by being filled
 * and different. Titles above it are left out. Both are empty when no row has two cells that could be names.
 */
export function sampleOf(rows: readonly (readonly string[])[]): TableSample {
  let best = -1;
  let most = 0;
  for (const [index, row] of rows.slice(0, maxHeaderRow).entries()) {
    const score = headerScore(row);
    if (score > most) {
      best = index;
      most = score;
    }
  }
  return best === -1 ? { header: [], rows: [] } : { header: rows[best] ?? [], rows: rows.slice(best + 1) };
}

function headerScore(row: readonly string[]): number {
  const cells = row.map((cell) => cell.trim()).filter((cell) => cell !== '');
  if (cells.length < 2) return 0;
  const short = cells.filter((cell) => cell.length <= 60 && !/^[\d.,:/-]+$/.test(cell)).length;
  const known = cells.filter((cell) => guessByName(cell) !== undefined).length;
  const different = new Set(cells).size / cells.length;
  return different * (known * 3 + short * 0.5);
}
