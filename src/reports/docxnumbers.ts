// Which paragraphs of a Word document are headings, and which number stands before which (ISO/IEC 29500-1 §17.9, §17.7):
// both are said by the paragraph or by its style, and a style may leave it to the one it is based on.

import { counted, ListCounter, type Counting } from './numbering.ts'
import { all, child, treeOf, type Node } from './tree.ts'

export type Numbering = {
  /** As shown before the text; empty for bullets and for what is no list. Asked once for each paragraph, in order. */
  labelOf(properties: Node | undefined): string
  isHeading(properties: Node | undefined): boolean
}

type Level = { readonly how: Counting; readonly text: string; readonly start: number }
type Style = { readonly basedOn: string; readonly properties: Node | undefined; readonly name: string }

const value = (node: Node | undefined) => node?.attributes['w:val'] ?? ''
const deepest = 9
const ways: readonly string[] = ['decimal', 'lowerLetter', 'upperLetter', 'lowerRoman', 'upperRoman']

function levelOf(node: Node): Level {
  const format = value(child(node, 'w:numFmt'))
  return {
    how: ways.includes(format)
      ? (format as Counting)
      : format === 'decimalZero' || format === ''
        ? 'decimal'
        : 'none',
    text: value(child(node, 'w:lvlText')),
    start: Number(value(child(node, 'w:start')) || '1') || 0,
  }
}

const levelsOf = (node: Node) =>
  new Map(
    child(node, 'w:lvl')
      ? all(node, 'w:lvl').map((one) => [Number(one.attributes['w:ilvl'] ?? '0'), levelOf(one)])
      : [],
  )

export function numberingOf(numberingXml: string | null, stylesXml: string | null): Numbering {
  const numbering = numberingXml === null ? null : treeOf(numberingXml)
  const styles = new Map<string, Style>(
    (stylesXml === null ? [] : all(treeOf(stylesXml), 'w:style')).map((node) => [
      node.attributes['w:styleId'] ?? '',
      {
        basedOn: value(child(node, 'w:basedOn')),
        properties: child(node, 'w:pPr'),
        name: value(child(node, 'w:name')),
      },
    ]),
  )
  const abstract = new Map(
    (numbering === null ? [] : all(numbering, 'w:abstractNum')).map((node) => [
      node.attributes['w:abstractNumId'] ?? '',
      levelsOf(node),
    ]),
  )
  // Lists made from one definition go on counting in each other, unless one says that it begins anew (§17.9.26).
  const counters = new Map([...abstract.keys()].map((id) => [id, new ListCounter()]))
  const lists = new Map(
    (numbering === null ? [] : all(numbering, 'w:num')).map((node) => {
      const definition = value(child(node, 'w:abstractNumId'))
      const base = abstract.get(definition) ?? new Map<number, Level>()
      const restarts = new Set(
        all(node, 'w:lvlOverride').flatMap((change) =>
          child(change, 'w:startOverride') ? [Number(change.attributes['w:ilvl'] ?? '0')] : [],
        ),
      )
      const own = all(node, 'w:lvlOverride').map((change): [number, Level] | null => {
        const level = Number(change.attributes['w:ilvl'] ?? '0')
        const start = child(change, 'w:startOverride')
        const replaced = child(change, 'w:lvl')
        const known = replaced ? levelOf(replaced) : base.get(level)
        return known ? [level, start ? { ...known, start: Number(value(start)) || 0 } : known] : null
      })
      return [
        node.attributes['w:numId'] ?? '',
        {
          levels: new Map([...base, ...own.filter((one) => one !== null)]),
          restarts,
          counter: counters.get(definition) ?? new ListCounter(),
        },
      ]
    }),
  )

  /** The paragraph's own word, then its style's, then that of the style it is based on. */
  const chain = (properties: Node | undefined): readonly (Node | undefined)[] => {
    const found = [properties]
    let id = value(child(properties, 'w:pStyle'))
    for (let depth = 0; depth < deepest; depth += 1) {
      const style = styles.get(id)
      if (!style) break
      found.push(style.properties)
      id = style.basedOn
    }
    return found
  }
  const first = (properties: Node | undefined, name: string, below: string) =>
    value(
      child(
        chain(properties)
          .map((one) => child(one, name))
          .find((one) => child(one, below)),
        below,
      ),
    )

  return {
    labelOf(properties) {
      const list = lists.get(first(properties, 'w:numPr', 'w:numId'))
      const depth = Math.min(deepest - 1, Number(first(properties, 'w:numPr', 'w:ilvl') || '0') || 0)
      const level = list?.levels.get(depth)
      if (!list || !level) return ''
      if (list.restarts.delete(depth)) list.counter.restart(depth)
      const values = list.counter.next(depth, (at) => list.levels.get(at)?.start ?? 1)
      if (level.how === 'none') return ''
      return level.text.replaceAll(/%([1-9])/g, (_, digit: string) => {
        const at = Number(digit) - 1
        return counted(values[at] ?? 1, list.levels.get(at)?.how ?? 'decimal')
      })
    },
    isHeading(properties) {
      const style = styles.get(value(child(properties, 'w:pStyle')))
      return (
        /^(?:heading|title|überschrift|titre|título|titolo)/i.test(
          style?.name ?? value(child(properties, 'w:pStyle')),
        ) || chain(properties).some((one) => child(one, 'w:outlineLvl') !== undefined)
      )
    },
  }
}
