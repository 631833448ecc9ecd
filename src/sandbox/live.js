// Keeps a page of the sandbox as it would be if it were opened now. The pages work without it. What somebody types, where
// they stand, what they opened and the letter in its frame are left alone.
'use strict'
;(() => {
  const calm = matchMedia('(prefers-reduced-motion: reduce)')
  const regions = ['header.top', '.strips', 'main']

  const isTheirs = (node) => node instanceof HTMLElement && node.matches('form.write, iframe')
  /** The same form or frame, whatever stands in it by now. */
  const sameTheirs = (a, b) =>
    isTheirs(a) &&
    isTheirs(b) &&
    a.nodeName === b.nodeName &&
    a.getAttribute('action') === b.getAttribute('action') &&
    a.getAttribute('src') === b.getAttribute('src')
  const isSame = (a, b) => a.isEqualNode(b) || sameTheirs(a, b)
  const sameKind = (a, b) =>
    a.nodeType === b.nodeType && a.nodeName === b.nodeName && (a.id || '') === (b.id || '')

  const takeAttributes = (old, fresh) => {
    for (const name of old.getAttributeNames())
      if (!fresh.hasAttribute(name) && name !== 'open') old.removeAttribute(name)
    for (const { name, value } of fresh.attributes)
      if (old.getAttribute(name) !== value && name !== 'open') old.setAttribute(name, value)
  }

  /** Makes `old` what `fresh` is, keeping every node that need not change. */
  const become = (old, fresh) => {
    if (isSame(old, fresh)) return
    if (!(old instanceof Element)) {
      old.nodeValue = fresh.nodeValue
      return
    }
    takeAttributes(old, fresh)
    let at = old.firstChild
    for (const wanted of fresh.childNodes) {
      // What only moved down, because something new came above it, stays the node it is.
      const later = at === null ? null : following(at, (node) => isSame(node, wanted))
      if (later !== null && wanted.nodeType === Node.ELEMENT_NODE) {
        while (at !== later) at = removed(at)
        at = later.nextSibling
      } else if (at !== null && sameKind(at, wanted) && !isKeptBelow(at, wanted)) {
        become(at, wanted)
        at = at.nextSibling
      } else {
        const made = old.insertBefore(document.importNode(wanted, true), at)
        if (made instanceof HTMLElement && !calm.matches) made.animate([{ opacity: 0 }, { opacity: 1 }], 400)
      }
    }
    while (at !== null) at = removed(at)
  }
  const following = (from, fits) => {
    for (let node = from; node !== null; node = node.nextSibling) if (fits(node)) return node
    return null
  }
  const removed = (node) => {
    const next = node.nextSibling
    node.remove()
    return next
  }
  /** Whether the page still wants this very node, after the new one. */
  const isKeptBelow = (node, wanted) =>
    node.nodeType === Node.ELEMENT_NODE && following(wanted, (one) => isSame(one, node)) !== null

  let busy = false
  let again = false
  const look = async () => {
    again = true
    if (busy) return
    busy = true
    try {
      while (again) {
        again = false
        const answer = await fetch(location.href, { headers: { accept: 'text/html' } })
        if (!answer.ok) return
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
        document.title = page.title
        for (const region of regions) {
          const [old, fresh] = [document.querySelector(region), page.querySelector(region)]
          if (old && fresh) become(old, fresh)
        }
      }
    } catch {
      // The sandbox was stopped; the next event tells when it is back.
      again = false
    } finally {
      busy = false
    }
  }

  // A browser keeps few connections to one place: pages that nobody looks at give theirs back.
  let source = null
  const listen = () => {
    if (document.hidden) {
      source?.close()
      source = null
    } else if (source === null) {
      source = new EventSource('/events')
      source.addEventListener('news', () => void look())
    }
  }
  document.addEventListener('visibilitychange', listen)
  addEventListener('pagehide', () => {
    source?.close()
    source = null
  })
  addEventListener('pageshow', listen)
  listen()
})()
