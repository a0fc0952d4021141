/** RFC 4180 with "\n" or "\r\n": lines of fields. */
export function parseCsv(text: string): string[][] {
  if (!text.includes('"')) return text.split(/\r?\n/).filter(Boolean).map((line) => line.split(','));
  const lines: string[][] = [];
  let line: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/y;
  for (let match = field.exec(text); match && field.lastIndex <= text.length; match = field.exec(text)) {
    line.push(match[1] !== undefined ? match[1].replaceAll('""', '"') : match[2]!);
    if (match[3] !== ',') {
      if (line.length > 1 || line[0] !== '') lines.push(line);
      line = [];
    }
    if (field.lastIndex === text.length) break;
  }
  return lines;
}
