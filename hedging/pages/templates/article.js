// The figures follow the filters; the barcode and its buttons go through the hedged sentences.
'use strict'
const all = (query, root = document) => [...root.querySelectorAll(query)]
const byId = id => document.getElementById(id)
document.documentElement.classList.add('js')

const minScore = byId('min-score')
const checkboxes = all('.kind input')
const ticks = all('#barcode path:not(.grey)')
const sentences = all('.s').map((element, index) => ({
  element,
  index,
  score: SCORES[index],
  hedged: element.classList.contains('h'),
  on: element.classList.contains('h'),
  cues: all('mark', element).map(mark => ({
    mark, letter: mark.className, score: Number(mark.dataset.p), on: true
  }))
}))
const hedgedSentences = sentences.filter(sentence => sentence.hedged)
const cues = sentences.flatMap(sentence => sentence.cues)
// A line of the barcode stands for RUN sentences; those with a hedged one have a tick.
const lineOf = sentence => Math.floor(sentence.index / RUN)
const lines = [...new Set(hedgedSentences.map(lineOf))]
  .map((line, k) => ({ tick: ticks[k], own: hedgedSentences.filter(each => lineOf(each) === line) }))

const counts = letter => KINDS[letter][3]
const percent = share => Math.round(100 * share) + '%'
const plain = text => text.trim().replace(/\s+/g, ' ')
const setText = (id, text) => { const node = byId(id); if (node) node.textContent = text }

let stops = hedgedSentences // the hedged sentences that the filters leave
let current = null

const chosenRegister = () => byId('register')?.selectedOptions[0]

// A sentence counts if it is hedged and, with a filter, a counted cue in it is on.
function filter () {
  const letters = new Set(checkboxes.filter(box => box.checked).map(box => box.value))
  const limit = Number(minScore?.value || 0)
  const filtered = letters.size < checkboxes.length || limit > 0
  for (const sentence of sentences) {
    for (const cue of sentence.cues) {
      cue.on = letters.has(cue.letter) && cue.score >= limit
      cue.mark.classList.toggle('off', !cue.on)
    }
    if (!sentence.hedged) continue
    const left = sentence.cues.filter(cue => cue.on && counts(cue.letter))
    sentence.on = !filtered || left.length > 0
    sentence.element.classList.toggle('h', sentence.on)
    const surest = left.reduce((a, b) => (!a || b.score > a.score ? b : a), null)
    sentence.letter = surest ? surest.letter : 'n'
  }
  for (const { tick, own } of lines) {
    tick.setAttribute('class', commonest(own.filter(each => each.on).map(each => each.letter)))
  }
  rove()
  stops = hedgedSentences.filter(sentence => sentence.on)
  if (current?.hedged && !current.on) leaveSentence()
  showFigures(filtered, limit)
  document.dispatchEvent(new Event('filtered'))
}

// The commonest letter, the first of those that are as common; 'off' for none.
function commonest (letters) {
  const count = letter => letters.filter(each => each === letter).length
  return letters.reduce((a, b) => (count(b) > count(a) ? b : a), letters[0]) ?? 'off'
}

// All marks are one stop of the Tab key; arrows go from mark to mark.
let stop = null
function rove (mark) {
  const marks = cues.filter(cue => cue.on).map(cue => cue.mark)
  stop = [mark, stop].find(each => marks.includes(each)) ?? marks[0] ?? null
  for (const cue of cues) cue.mark.tabIndex = cue.mark === stop ? 0 : -1
  return marks
}
rove()

// What is said of the whole text stays: filters choose what is shown of it.
function showFigures (filtered, limit) {
  byId('filtered').hidden = !filtered
  byId('filtered').firstElementChild.textContent =
    `Filtered: ${stops.length} of ${hedgedSentences.length} counted sentences are shown.`
  setText('min-score-text', percent(limit))
  const perKind = checkboxes.map(box =>
    cues.filter(cue => cue.letter === box.value && cue.score >= limit).length)
  checkboxes.forEach((box, k) => {
    const row = box.parentElement
    row.querySelector('.count').textContent = perKind[k].toLocaleString('en')
    row.querySelector('.bar i').style.width = 100 * perKind[k] / highest + '%'
  })
  showPlace()
}
const highest = Math.max(1, ...checkboxes.map(box =>
  cues.filter(cue => cue.letter === box.value).length))

for (const box of checkboxes) box.addEventListener('change', filter)
minScore?.addEventListener('input', filter)
byId('reset')?.addEventListener('click', () => {
  for (const box of checkboxes) box.checked = true
  minScore.value = 0
  filter()
  checkboxes[0].focus()
})

byId('register')?.addEventListener('change', () => {
  const option = chosenRegister()
  for (const bands of all('[data-register]')) {
    bands.setAttribute('class', bands.dataset.register === option.value ? '' : 'hidden')
  }
  const drawing = byId('yardstick')
  for (const part of [byId('bands'), drawing]) part.toggleAttribute('hidden', !option.value)
  drawing.setAttribute('aria-label', 'This text. ' + option.dataset.says)
  setText('beside', option.dataset.says)
})

// The barcode is a slider over the hedged sentences; a press on it goes to any sentence.
const barcode = byId('barcode')
const cursor = document.createElement('i')
cursor.id = 'cursor'

// How many stops there are up to a sentence.
const stopsTo = sentence => stops.filter(each => each.index <= sentence.index).length
const placeOf = sentence => (sentence.on
  ? `${stopsTo(sentence)} of ${stops.length}: sentence ${sentence.index + 1}`
  : `sentence ${sentence.index + 1}: not counted`)

function showPlace (pointed) {
  if (!barcode) return
  byId('previous').disabled = byId('next').disabled = !stops.length
  cursor.hidden = !current
  if (current) cursor.style.left = 100 * (current.index + .5) / sentences.length + '%'
  setText('place', pointed
    ? `${pointed.index + 1}: ${plain(pointed.element.textContent).slice(0, 200)}`
    : current ? placeOf(current) : stops.length ? '' : 'no counted sentence')
  if (!hedgedSentences.length) return
  barcode.setAttribute('aria-valuemax', stops.length)
  barcode.setAttribute('aria-valuenow', current ? stopsTo(current) : 0)
  barcode.setAttribute('aria-valuetext', current
    ? `${placeOf(current)}: ${plain(current.element.textContent).slice(0, 200)}`
    : `${stops.length} counted sentences; arrow keys go through them`)
}

function leaveSentence () {
  current?.element.classList.remove('now')
  current = null
}

function visit (sentence) {
  if (!sentence || sentence === current) return
  leaveSentence()
  current = sentence
  sentence.element.classList.add('now')
  sentence.element.scrollIntoView({ block: 'center' })
  showPlace()
}

// So many stops on or back; where no sentence is chosen, from the beginning or from the end.
function step (by) {
  const last = stops.length - 1
  const before = current ? stopsTo(current) : by > 0 ? 0 : stops.length
  // From a sentence that is no stop, the one before is one step back.
  const at = before + by - (by < 0 && !current?.on ? 0 : 1)
  visit(stops[Math.min(Math.max(at, 0), last)])
}

function sentenceAt (clientX) {
  const box = barcode.getBoundingClientRect()
  const index = Math.floor((clientX - box.left) / box.width * sentences.length)
  return sentences[Math.min(Math.max(index, 0), sentences.length - 1)]
}

if (barcode) {
  barcode.append(cursor)
  byId('previous').addEventListener('click', () => step(-1))
  byId('next').addEventListener('click', () => step(1))
}
if (barcode) {
  barcode.addEventListener('pointerdown', event => {
    if (event.button) return
    barcode.setPointerCapture(event.pointerId)
    visit(sentenceAt(event.clientX))
  })
  barcode.addEventListener('pointermove', event => {
    const sentence = sentenceAt(event.clientX)
    if (barcode.hasPointerCapture(event.pointerId)) visit(sentence)
    else showPlace(sentence)
  })
  barcode.addEventListener('pointerleave', () => showPlace())
}
if (barcode && hedgedSentences.length) {
  barcode.tabIndex = 0
  barcode.setAttribute('role', 'slider')
  barcode.setAttribute('aria-label', 'Counted sentences')
  barcode.setAttribute('aria-valuemin', 0)
  barcode.firstElementChild.setAttribute('aria-hidden', 'true')
  const steps = {
    ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1,
    PageDown: 10, PageUp: -10, Home: -1, End: 1
  }
  barcode.addEventListener('keydown', event => {
    if (!(event.key in steps) || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    if (event.key === 'Home') visit(stops[0])
    else if (event.key === 'End') visit(stops[stops.length - 1])
    else step(steps[event.key])
  })
}
showPlace()

// What is copied from the text is the text: no figure between its headline and its body.
document.addEventListener('copy', event => {
  const selection = getSelection()
  const parts = all('[data-text]').filter(part => selection.containsNode(part, true))
  if (!selection.rangeCount || !parts.length) return
  const range = selection.getRangeAt(0)
  const texts = parts.map(part => {
    const own = document.createRange()
    own.selectNodeContents(part)
    const { startContainer, startOffset, endContainer, endOffset } = range
    if (range.compareBoundaryPoints(Range.START_TO_START, own) > 0) {
      own.setStart(startContainer, startOffset)
    }
    if (range.compareBoundaryPoints(Range.END_TO_END, own) < 0) own.setEnd(endContainer, endOffset)
    return own.toString()
  })
  event.clipboardData.setData('text/plain', texts.join(''))
  event.preventDefault()
})
