// The process in which pages are compiled: MJML takes 300 MB that an agent would never give back. A page's source comes
// over the channel, its HTML goes back; the process ends with the channel.

import mjml from 'mjml'

export type Source = { readonly id: number; readonly source: string }
export type Page =
  | { readonly id: number; readonly html: string }
  | { readonly id: number; readonly trouble: string }

const compiled = async ({ id, source }: Source): Promise<Page> => {
  try {
    // No fonts: MJML would fetch known ones from elsewhere, and a letter fetches nothing.
    const { html } = await mjml(source, { validationLevel: 'strict', keepComments: false, fonts: {} })
    return { id, html }
  } catch (error) {
    return { id, trouble: error instanceof Error ? error.message : String(error) }
  }
}

process.on('message', (source: Source) => {
  void compiled(source).then((page) => process.send?.(page))
})
