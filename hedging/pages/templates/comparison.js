// Sorts tables by their heads, and saves tables as CSV and figures as SVG or PNG, all on this page.
'use strict'
const all = (query, root = document) => [...root.querySelectorAll(query)]
const element = (tag, text, attributes = {}) => {
  const made = Object.assign(document.createElement(tag), { textContent: text })
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  return made
}

// What a cell stands for: it says so itself, or it shows it; a name that was cut has its whole behind it.
const valuesOf = cell => {
  if (cell.tagName !== 'TH') return (cell.dataset.v ?? cell.textContent).split(';')
  const whole = cell.querySelector('a')?.title || cell.querySelector('.cut > span')?.textContent
  return [cell.dataset.v ?? whole ?? cell.textContent]
}

// What a row sorts by: its name, or a number; a missing number goes last either way.
const sortsBy = cell => {
  const [first] = valuesOf(cell)
  return cell.tagName === 'TH' ? first : (first === '' ? NaN : Number(first))
}

function sort (table, column, head) {
  const isDescending = head.getAttribute('aria-sort') === null
    ? head.classList.contains('n')
    : head.getAttribute('aria-sort') === 'ascending'
  for (const other of all('[aria-sort]', table)) other.removeAttribute('aria-sort')
  head.setAttribute('aria-sort', isDescending ? 'descending' : 'ascending')
  const sign = isDescending ? -1 : 1
  const rows = all('tbody tr', table).map(row => [sortsBy(row.children[column]), row])
  rows.sort(([a], [b]) => {
    if (typeof a === 'string') return sign * a.localeCompare(b, 'en', { numeric: true })
    return Number.isNaN(a) - Number.isNaN(b) || sign * (a - b) || 0
  })
  table.tBodies[0].append(...rows.map(([, row]) => row))
}

// On a phone a row is no row of a table to the browser any more; its role says that it is one.
for (const [query, role] of [['table.tracks', 'table'], ['.tracks thead, .tracks tbody', 'rowgroup'], ['.tracks tr', 'row'],
  ['.tracks th[scope=col]', 'columnheader'], ['.tracks th[scope=row]', 'rowheader'], ['.tracks td', 'cell']]) {
  for (const part of all(query)) part.setAttribute('role', role)
}

for (const table of all('table.rows')) {
  if (table.tBodies[0].rows.length < 2) continue
  const heads = [...table.tHead.rows[0].children]
  heads.forEach((head, column) => {
    if (head.tagName !== 'TH') return
    const button = element('button', head.textContent, { type: 'button', title: 'Sort' })
    button.addEventListener('click', () => sort(table, column, head))
    head.replaceChildren(button)
  })
}

// A spreadsheet would run a text that begins so; a number is a number.
const guarded = text => /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(text) && Number.isNaN(Number(text)) ? "'" + text : text
const quoted = text => /[",\n\r]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text

function csv (table) {
  const lines = [all('thead th', table).flatMap(head => head.dataset.csv.split(';'))]
  for (const row of all('tbody tr', table)) {
    lines.push(all('th, td:not(.track)', row).flatMap(valuesOf))
  }
  return lines.map(cells => cells.map(cell => quoted(guarded(cell))).join(',') + '\r\n').join('')
}

function save (name, blob) {
  const link = element('a', '', { download: name, href: URL.createObjectURL(blob) })
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}

const SVG = 'http://www.w3.org/2000/svg'
const STYLES = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'vector-effect', 'overflow']
// XML knows no control characters and no half of a pair.
const drawable = text => text.replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
const drawn = (tag, attributes, text = '') => {
  const made = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.textContent = drawable(text)
  return made
}
const isSeen = color => !/^(transparent|rgba\(.*, 0\))$/.test(color)

// A figure as it is on the screen → SVG: boxes with a ground or a rule, drawings, and lines of text.
function svgOf (root) {
  const frame = root.getBoundingClientRect()
  const margin = 16
  const width = Math.ceil(frame.width + 2 * margin)
  const picture = drawn('svg', { xmlns: SVG, width })
  const ground = getComputedStyle(document.body).backgroundColor
  picture.append(drawn('rect', { width: '100%', height: '100%', fill: ground }))
  const left = frame.left - margin
  const top = frame.top - margin
  let bottom = frame.top
  const walk = node => {
    if (node.nodeType === Node.TEXT_NODE) return writeLines(node)
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches('.save, .goes-on, .drawing ~ details, section > details')) return
    const style = getComputedStyle(node)
    const box = node.getBoundingClientRect()
    if (style.display === 'none' || (!box.width && !box.height)) return
    bottom = Math.max(bottom, box.bottom)
    if (node.namespaceURI === SVG) return picture.append(copied(node, box))
    drawBox(style, box)
    const isClosed = node.tagName === 'DETAILS' && !node.open
    for (const child of isClosed ? [node.firstElementChild] : node.childNodes) walk(child)
  }
  const drawBox = (style, box) => {
    const x = box.left - left
    const y = box.top - top
    const border = parseFloat(style.borderRightWidth)
    const isRing = border > 0 && parseFloat(style.borderTopWidth) > 0
    if (isSeen(style.backgroundColor) || isRing) {
      const inset = isRing ? border / 2 : 0
      picture.append(drawn('rect', {
        x: x + inset, y: y + inset, width: box.width - 2 * inset, height: box.height - 2 * inset,
        rx: parseFloat(style.borderRadius) || 0, fill: style.backgroundColor,
        stroke: isRing ? style.borderRightColor : 'none', 'stroke-width': isRing ? border : 0
      }))
    }
    if (isRing) return
    for (const [side, height] of [['Top', 0], ['Bottom', box.height]]) {
      if (parseFloat(style[`border${side}Width`]) > 0 && isSeen(style[`border${side}Color`])) {
        picture.append(drawn('line', { x1: x, x2: x + box.width, y1: y + height, y2: y + height, stroke: style[`border${side}Color`] }))
      }
    }
  }
  // A drawing within the page keeps its percents, which count from the place where it stands.
  const copied = (node, box) => {
    const copy = node.cloneNode(true)
    const originals = [node, ...all('*', node)]
    const copies = [copy, ...all('*', copy)]
    originals.forEach((original, k) => {
      const style = getComputedStyle(original)
      for (const name of STYLES) copies[k].setAttribute(name, style.getPropertyValue(name))
      copies[k].removeAttribute('class')
    })
    for (const [name, value] of Object.entries({ x: box.left - left, y: box.top - top, width: box.width, height: box.height })) copy.setAttribute(name, value)
    return copy
  }
  // Each run of characters on one line is one text, at the place where the browser has set it.
  const writeLines = node => {
    const style = getComputedStyle(node.parentElement)
    const range = document.createRange()
    let line = null
    for (let at = 0; at < node.length; at++) {
      range.setStart(node, at)
      range.setEnd(node, at + 1)
      const box = range.getClientRects()[0]
      if (!box) continue
      if (line && Math.abs(line.box.bottom - box.bottom) < 2) line.text += node.data[at]
      else {
        if (line) write(line, style)
        line = { box, text: node.data[at] }
      }
    }
    if (line) write(line, style)
  }
  const write = ({ box, text }, style) => {
    if (!text.trim()) return
    const shown = text.trimStart()
    picture.append(drawn('text', {
      x: box.left - left, y: box.bottom - top - 0.24 * box.height,
      'font-family': style.fontFamily, 'font-size': style.fontSize, 'font-weight': style.fontWeight,
      'font-style': style.fontStyle, fill: style.color
    }, shown.replace(/\s+$/, '')))
  }
  root.childNodes.forEach(walk)
  // Who shows the picture elsewhere can say where it comes from.
  const source = document.querySelector('footer.index').textContent.split(', scheme')[0]
  bottom += 22
  picture.append(drawn('text', {
    x: margin, y: bottom - top, 'font-family': 'system-ui, sans-serif', 'font-size': 11, fill: getComputedStyle(document.body).color
  }, source))
  picture.setAttribute('height', Math.ceil(bottom - frame.top + 2 * margin))
  picture.setAttribute('viewBox', `0 0 ${width} ${picture.getAttribute('height')}`)
  return picture
}

const svgText = root => new XMLSerializer().serializeToString(svgOf(root))

async function savePng (root, name) {
  const image = new Image()
  image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(svgText(root))
  await image.decode()
  const canvas = Object.assign(document.createElement('canvas'), { width: 2 * image.width, height: 2 * image.height })
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height)
  canvas.toBlob(blob => save(name, blob), 'image/png')
}

for (const part of all('.part')) {
  const heading = part.querySelector('h2').textContent
  const file = heading.toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 60).replace(/^-|-$/g, '') || 'figure'
  const tables = all('table.rows', part)
  const buttons = element('p', '')
  const add = (text, name, action) => {
    const button = element('button', text, { type: 'button', 'aria-label': `Save as ${text}: ${name}` })
    button.addEventListener('click', action)
    buttons.append(button)
  }
  if (part.querySelector('.drawing, .track')) {
    add('SVG', heading, () => save(file + '.svg', new Blob([svgText(part)], { type: 'image/svg+xml' })))
    add('PNG', heading, () => savePng(part, file + '.png'))
  }
  tables.forEach((table, k) => {
    const number = tables.length > 1 ? ' ' + (k + 1) : ''
    add('CSV' + number, heading + number, () => save(file + number.replace(' ', '-') + '.csv', new Blob(['\ufeff' + csv(table)], { type: 'text/csv' })))
  })
  if (buttons.children.length) {
    const fold = element('details', '', { class: 'save' })
    fold.append(element('summary', 'Save', { 'aria-label': `Save: ${heading}` }), buttons)
    part.append(fold)
  }
}

// A long table shows its first rows, in whatever order it stands.
for (const table of all('table.rows')) {
  const size = table.tBodies[0].rows.length
  if (size <= 15 || table.closest('details')) continue
  table.classList.add('folded')
  const button = element('button', `Show all ${size}`, { type: 'button', class: 'unfold', 'aria-expanded': 'false' })
  button.addEventListener('click', () => {
    const isFolded = table.classList.toggle('folded')
    button.textContent = isFolded ? `Show all ${size}` : 'Show 10'
    button.setAttribute('aria-expanded', String(!isFolded))
  })
  const bar = element('div', '', { class: 'save' })
  bar.append(button)
  table.parentElement.after(bar)
}

// A frame whose table is wider than it says so, and only such a frame is a stop of the keyboard.
const hints = new Map(all('.wide').map(frame => {
  const hint = element('p', 'The table goes on to the right: scroll it.', { class: 'goes-on' })
  hint.hidden = true
  frame.after(hint)
  return [frame, hint]
}))
const sizes = new ResizeObserver(entries => {
  for (const { target } of entries) {
    const fits = target.scrollWidth <= target.clientWidth + 1
    hints.get(target).hidden = fits
    if (fits) target.removeAttribute('tabindex')
    else target.tabIndex = 0
  }
})
for (const frame of hints.keys()) sizes.observe(frame)
