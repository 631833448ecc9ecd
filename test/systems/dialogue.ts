// SMTP said line by line, for what a well-behaved client library would never say.
import { once } from 'node:events'
import { connect } from 'node:net'

/** Connects, sends each step after the previous reply, and answers with all replies. A step ends with its own line end. */
export const dialogue = async (port: number, steps: readonly string[]): Promise<string[]> => {
  const socket = connect(port, '127.0.0.1')
  const replies: string[] = []
  let heard = ''
  const reply = async () => {
    // The last line of a reply has a space after its code (RFC 5321 §4.2.1).
    for (;;) {
      const end = /^\d{3} .*\r\n/m.exec(heard)
      if (end !== null) {
        replies.push(heard.slice(0, end.index + end[0].length).trim())
        heard = heard.slice(end.index + end[0].length)
        return
      }
      const [chunk] = (await once(socket, 'data')) as [Buffer]
      heard += chunk.toString('latin1')
    }
  }
  await reply()
  for (const step of steps) {
    socket.write(step)
    await reply()
  }
  socket.destroy()
  return replies
}
