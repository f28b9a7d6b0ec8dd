
// Copies the figures as text, and saves them as pictures and tables; all is made in the page.
const XMLNS = 'http://www.w3.org/2000/svg'
const WIDTH = 760
const MARGIN = 24
const LOOK = [
  'fill', 'stroke', 'stroke-width', 'opacity', 'font-family', 'font-size', 'font-weight', 'text-anchor',
  'display'
]

const wordsIn = node => plain(node.textContent)
const textOf = query => wordsIn(document.querySelector(query))
const heading = () => textOf('h1')
const deck = () => textOf('.deck') + (byId('filtered').hidden ? '' : ' ' + textOf('#filtered span'))
const origin = () => textOf('.origin')
function fileName (ending) {
  const words = heading().toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['text']
  return words.join('-').slice(0, 60) + ending
}

// XML knows no control characters and no half of a pair.
const drawable = text =>
  text.replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')

function shape (name, attributes, text = '') {
  const node = document.createElementNS(XMLNS, name)
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value)
  node.textContent = drawable(text)
  return node
}

// Lines of at most so many characters; a word that is too long is cut.
function wrapped (text, length) {
  const lines = ['']
  for (const word of text.split(' ')) {
    const last = lines.length - 1
    const longer = (lines[last] + ' ' + word).trim()
    if (longer.length <= length || !lines[last]) lines[last] = longer.slice(0, length)
    else lines.push(word.slice(0, length))
  }
  return lines.slice(0, 4)
}

// A copy of a drawing of the page that looks the same without the page's style.
function copyOf (drawing) {
  const copy = drawing.cloneNode(true)
  const copies = [copy, ...copy.querySelectorAll('*')]
  ;[drawing, ...drawing.querySelectorAll('*')].forEach((node, k) => {
    const style = getComputedStyle(node)
    for (const name of LOOK) copies[k].style.setProperty(name, style.getPropertyValue(name))
    copies[k].removeAttribute('class')
    copies[k].removeAttribute('aria-hidden')
  })
  return copy
}

const countOf = row => Number(row.querySelector('.count').textContent.replace(/,/g, ''))

function kindBars () {
  const rows = all('.kind')
  const most = Math.max(1, ...rows.map(countOf))
  const drawing = shape('svg', { height: 26 * rows.length })
  rows.forEach((row, k) => {
    const count = row.querySelector('.count').textContent
    const colour = getComputedStyle(row.querySelector('.line')).color
    const width = 400 * countOf(row) / most
    const y = 26 * k
    const on = row.querySelector('input').checked
    drawing.append(
      shape('text', { x: 0, y: y + 16 }, row.querySelector('.line').textContent),
      shape('rect', { x: 180, y: y + 4, width: on ? width : 0, height: 16, fill: colour }),
      shape('text', { x: 188 + (on ? width : 0), y: y + 16 }, on ? count : 'off')
    )
  })
  return drawing
}

// The drawing of each figure, its height, and what it shows.
const FIGURES = {
  strip: () => [copyOf(barcode.firstElementChild), 80, textOf('.strip-name p')],
  yardstick: () => [copyOf(byId('yardstick')), 86, chosenRegister().value
    ? `Compared with ${chosenRegister().textContent}. ${textOf('#bands')}`
    : 'This text alone.'],
  kinds: () => {
    const bars = kindBars()
    return [bars, Number(bars.getAttribute('height')), 'Marked words by kind.']
  }
}

// A figure below the headline and the sentence that says what it means, above its origin.
function picture (name) {
  const style = getComputedStyle(document.body)
  const look = { fill: style.color, 'font-family': 'system-ui, sans-serif', 'font-size': 13 }
  const svg = shape('svg', { xmlns: XMLNS, width: WIDTH, ...look })
  const ground = shape('rect', { width: '100%', height: '100%', fill: style.backgroundColor })
  svg.append(ground)
  let y = MARGIN
  const write = (lines, size, more) => {
    for (const line of lines) {
      y += size * 1.35
      svg.append(shape('text', { x: MARGIN, y, 'font-size': size, ...more }, line))
    }
    y += size * .5
  }
  write(wrapped(heading(), 46), 26, { 'font-weight': 700, 'font-family': 'Georgia, serif' })
  write(wrapped(deck(), 88), 15, {})
  const [drawing, height, shows] = FIGURES[name]()
  write(wrapped(shows, 110), 12, { opacity: .8 })
  const place = { x: MARGIN, y: y + 10, width: WIDTH - 2 * MARGIN, height }
  for (const [key, value] of Object.entries(place)) drawing.setAttribute(key, value)
  svg.append(drawing)
  y += height + 16
  write([origin().slice(0, 110)], 11, { opacity: .7 })
  svg.setAttribute('height', y + 10)
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${y + 10}`)
  return svg
}

function download (content, type, name) {
  const link = document.createElement('a')
  const blob = content instanceof Blob ? content : new Blob([content], { type })
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10000)
  setText('saved', 'Saved ' + name)
}

const markup = svg => new XMLSerializer().serializeToString(svg)

function saveSvg (name) {
  download(markup(picture(name)), 'image/svg+xml', fileName(`-${name}.svg`))
}

// Twice as many points as pixels, so that the picture is sharp.
function savePng (name) {
  const svg = picture(name)
  const image = new Image()
  image.onload = () => {
    const canvas = document.createElement('canvas')
    canvas.width = 2 * WIDTH
    canvas.height = Math.round(2 * Number(svg.getAttribute('height')))
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height)
    canvas.toBlob(blob => download(blob, 'image/png', fileName(`-${name}.png`)), 'image/png')
  }
  image.onerror = () => setText('saved', 'This browser cannot draw the picture: save it as SVG.')
  image.src = 'data:image/svg+xml,' + encodeURIComponent(markup(svg))
}

// A cell that a spreadsheet would run gets an apostrophe before it.
function cell (value) {
  let text = String(value)
  if (typeof value === 'string' && /^[=+\-@\t\r]/.test(text)) text = '\'' + text
  return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text
}

const TABLES = {
  strip: () => [
    ['sentence', 'score', 'hedged', 'counted', 'text'],
    ...sentences.map(each => [
      each.index + 1, each.score, each.hedged, each.hedged && each.on, wordsIn(each.element)])
  ],
  cues: () => [
    ['sentence', 'cue', 'kind', 'words', 'score', 'on', 'holder', 'source', 'about'],
    ...sentences.flatMap(each => each.cues.map(cue => {
      const { holder = '', source = '', about = '' } = said(cue.mark) ?? {}
      return [each.index + 1, wordsIn(cue.mark), ...KINDS[cue.letter].slice(0, 2), cue.score,
        cue.on, holder, source, about]
    }))
  ],
  kinds: () => [
    ['kind', 'words', 'cues', 'counted', 'on'],
    ...checkboxes.map(box => [
      ...KINDS[box.value].slice(0, 2),
      countOf(box.parentElement), counts(box.value), box.checked])
  ],
  yardstick: () => [
    ['register', 'texts', 'p10', 'p25', 'p50', 'p75', 'p90', 'this_text'],
    ...all('option:not([value=""])', byId('register')).map(option => [
      option.value, option.textContent, ...option.dataset.shares.split(' ').map(Number),
      Number(byId('yardstick').dataset.share)])
  ]
}

function saveCsv (name) {
  const lines = TABLES[name]().map(row => row.map(cell).join(','))
  download(lines.join('\r\n') + '\r\n', 'text/csv', fileName(`-${name}.csv`))
}

// The figures, then the hedged sentences that count, each with its cues.
function asText () {
  const kinds = all('.kind').filter(row => row.querySelector('input').checked).map(row =>
    row.querySelector('.line').textContent + ' ' + row.querySelector('.count').textContent)
  const quotes = stops.map(each => {
    const found = each.cues.filter(cue => cue.on)
      .map(cue => `${wordsIn(cue.mark)}: ${KINDS[cue.letter][1]}`)
    return quoted(wordsIn(each.element)) + (found.length ? ` [${found.join('; ')}]` : '')
  })
  return [heading(), deck(), 'Marked: ' + kinds.join(', '), ...quotes, origin()].join('\n\n') + '\n'
}

async function copyText () {
  try {
    await navigator.clipboard.writeText(asText())
    setText('saved', 'Copied')
  } catch {
    setText('saved', 'This browser lets no page copy: it is saved as a file.')
    download(asText(), 'text/plain', fileName('.txt'))
  }
}

const SAVE = { png: savePng, svg: saveSvg, csv: saveCsv }
for (const button of all('[data-save]')) {
  const [name, format] = button.dataset.save.split('-')
  const missing = { yardstick: !byId('yardstick'), kinds: !checkboxes.length, cues: !cues.length }
  if (missing[name]) button.closest('li').hidden = true
  button.addEventListener('click', () => format ? SAVE[format](name) : copyText())
}
