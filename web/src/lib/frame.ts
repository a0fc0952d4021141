/** What a message says of itself, without its data being read: of many that replace one another, only the newest is worth that. */
export interface Frame {
  topic: string;
  type: string;
  seq: number;
  text: string;
}

const head = /^\{"v":1,"topic":"([^"\\]*)","type":"([a-z_]+)",/;
const tail = '"seq":';

/** Null: not a message of a topic, or not in the order that the server writes. */
function skim(text: string): Frame | null {
  const found = head.exec(text);
  const at = found ? text.lastIndexOf(tail) : -1;
  const seq = at < 0 ? NaN : parseInt(text.slice(at + tail.length, at + tail.length + 20), 10);
  return found && text.endsWith('}') && Number.isInteger(seq) ? { topic: found[1]!, type: found[2]!, seq, text } : null;
}

/** Null: this cannot be read. A seq of -1: it is none of the numbered messages. */
export function frameOf(text: string): Frame | null {
  const quick = skim(text);
  if (quick) return quick;
  try {
    const { topic = '', type = '', seq = -1 } = JSON.parse(text) as Partial<Frame>;
    return { topic, type, seq, text };
  } catch {
    return null;
  }
}
