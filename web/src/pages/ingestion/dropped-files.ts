/** Deeper folders and longer lists are a mistake: somebody dropped a whole disk. */
const maxDepth = 10;
export const maxFiles = 500;

/**
 * Every file of a drop, folders walked through; hidden files are left out.
 * @returns at most `maxFiles`, and whether there were more
 */
export async function droppedFiles(transfer: DataTransfer): Promise<{ files: File[]; more: boolean }> {
  // Read before the first await: the list is emptied when the event is over.
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return bounded([...transfer.files]);
  const files: File[] = [];
  for (const entry of entries) await collect(entry, { files, depth: 0 });
  return bounded(files);
}

/** Files of a folder that was chosen; hidden ones are left out. */
export function chosenFiles(list: FileList | null): { files: File[]; more: boolean } {
  return bounded([...(list ?? [])].filter((file) => !isHidden(file.name)));
}

function bounded(files: File[]): { files: File[]; more: boolean } {
  return { files: files.slice(0, maxFiles), more: files.length > maxFiles };
}

interface Collecting {
  readonly files: File[];
  readonly depth: number;
}

async function collect(entry: FileSystemEntry, { files, depth }: Collecting): Promise<void> {
  if (files.length > maxFiles || (depth > 0 && isHidden(entry.name))) return;
  if (isFile(entry)) {
    files.push(await new Promise<File>((resolve, reject) => entry.file(resolve, reject)));
    return;
  }
  if (!isFolder(entry) || depth >= maxDepth) return;
  const reader = entry.createReader();
  // A folder is read in parts; an empty part ends it.
  for (let part = await nextPart(reader); part.length > 0; part = await nextPart(reader))
    for (const inside of part) await collect(inside, { files, depth: depth + 1 });
}

function nextPart(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isHidden(name: string): boolean {
  return name.startsWith('.');
}
