// UIDs as IMAP writes many of them (RFC 3501 §9, sequence-set). Nothing else is known of mail here: which UIDs go
// together, and how many, is decided where they are fetched.

/** Neighbours become one range, for two hundred numbers cost as much to write and to read as to answer. In the order given. */
export const sequenceSet = (uids: readonly number[]): string => {
  const runs: [number, number][] = []
  for (const uid of uids) {
    const run = runs.at(-1)
    if (run !== undefined && uid === run[1] + 1) run[1] = uid
    else runs.push([uid, uid])
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}:${last}`)).join(',')
}
