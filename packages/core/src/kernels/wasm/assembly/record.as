/** Bytes of a record, as which an operation lies in memory: its kind, its units, the words of its kind, and in the end its work. */
export const RECORD: usize = 128;
