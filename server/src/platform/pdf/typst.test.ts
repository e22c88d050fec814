import { expect, test } from 'vitest';
import { TypstError, typesetPdf } from './typst.ts';

const head = `#set document(title: "A test", date: datetime(year: 2026, month: 6, day: 30, hour: 6, minute: 0, second: 0))
#set text(font: "Inter", lang: "en", fallback: false)
#let data = json("data.json")
= #data.title
`;
const plain = { sources: { 'main.typ': head }, data: { 'data.json': { title: 'Hello' } } };

test('a document is tagged PDF/UA-1 with title, language and embedded fonts', () => {
  const pdf = typesetPdf(plain).toString('latin1');
  expect(pdf).toContain('<pdfuaid:part>1</pdfuaid:part>');
  expect(pdf).toMatch(/\/MarkInfo\s*<<\s*\/Marked true/);
  expect(pdf).toContain('/Lang (en)');
  expect(pdf).toContain('A test');
  expect(pdf).toContain('/FontFile2');
});

test('equal input gives equal bytes, whatever was set in between', () => {
  const first = typesetPdf(plain);
  typesetPdf({ ...plain, data: { 'data.json': { title: 'Another' } } });
  expect(typesetPdf(plain).equals(first)).toBe(true);
});

test('text from data is never evaluated', () => {
  const evil = '#panic("no") $x$ *b* #read("/etc/passwd") ]) "';
  expect(() => typesetPdf({ ...plain, data: { 'data.json': { title: evil } } })).not.toThrow();
});

test('a document cannot read the machine, nor the files of the document before', () => {
  typesetPdf({ ...plain, pictures: { 'secret.txt': Buffer.from('of another tenant') } });
  const reading = (path: string) => () =>
    typesetPdf({ ...plain, sources: { 'main.typ': `${head}#read("${path}")` } });
  expect(reading('secret.txt')).toThrow(TypstError);
  expect(reading('/etc/hostname')).toThrow(TypstError);
  expect(reading('../../../../etc/hostname')).toThrow(TypstError);
});

test('signs without a glyph do not cost the document', () => {
  expect(() => typesetPdf({ ...plain, data: { 'data.json': { title: '日本 \u{1F600}' } } })).not.toThrow();
});

test('an error in a source names the place for the log and nothing for the reader', () => {
  const broken = () => typesetPdf({ ...plain, sources: { 'main.typ': '#undefined-name' } });
  expect(broken).toThrow('The document could not be set.');
  expect(broken).toThrow(expect.objectContaining({ internal: expect.stringContaining('main.typ') }));
});
