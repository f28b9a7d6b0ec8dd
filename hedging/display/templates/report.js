// Filters by kind and probability, and the card of the cue that is pointed at or has the focus.
'use strict'
const all = query => [...document.querySelectorAll(query)]
const card = document.getElementById('card')
const minScore = document.getElementById('min-score')
const stripLinks = new Map(all('.strip a').map(link => [link.hash.slice(1), link]))

const scoreOf = sentence => Number(sentence.style.getPropertyValue('--p'))
const kindOf = cue => KINDS[cue.classList[0]]

// The strip is a picture; a screen reader gets a list of the hedged sentences.
for (const [id, link] of stripLinks) {
  const text = document.getElementById(id).textContent
  link.setAttribute('aria-label', text.trim().replace(/\s+/g, ' ').slice(0, 60))
}

function filter () {
  const kinds = new Set(all('.legend input:checked').map(input => input.value))
  const limit = Number(minScore.value)
  document.getElementById('min-score-text').textContent = Math.round(limit * 100) + ' %'
  for (const cue of all('mark')) {
    const off = !kinds.has(kindOf(cue)) || Number(cue.dataset.p) < limit
    cue.classList.toggle('off', off)
    cue.tabIndex = off ? -1 : 0
  }
  for (const sentence of all('.s')) {
    const cues = [...sentence.querySelectorAll('mark')]
    const noCueLeft = cues.length > 0 && cues.every(cue => cue.classList.contains('off'))
    const off = scoreOf(sentence) < limit || noCueLeft
    sentence.classList.toggle('off', off)
    stripLinks.get(sentence.id)?.classList.toggle('off', off)
  }
}

const element = (tag, text) => Object.assign(document.createElement(tag), { textContent: text })

// Lists of the evidence for the cue and against it; each line of data is place:tenths:text.
function evidence (cue) {
  const lines = (cue.dataset.w || '').split('\n').filter(Boolean)
  const reasons = lines.map(line => line.match(/^(\d+):(-?\d+):(.*)$/))
  const nodes = []
  for (const [sign, name] of [[1, 'evidence for it:'], [-1, 'evidence against it:']]) {
    const list = document.createElement('ul')
    for (const [, place, tenths, text] of reasons) {
      if (tenths * sign < 0) continue
      const weight = (sign > 0 ? '+' : '\u2212') + (Math.abs(tenths) / 10).toFixed(1)
      list.append(element('li', weight + ' ' + PLACES[place] + (text ? ': ' + text : '')))
    }
    if (list.children.length) nodes.push(element('div', name), list)
  }
  return nodes
}

// The text of a sentence from one offset to another, as a range of the page.
function stretch (sentence, start, end) {
  const range = document.createRange()
  const texts = document.createTreeWalker(sentence, NodeFilter.SHOW_TEXT)
  for (let at = 0; texts.nextNode(); at += texts.currentNode.length) {
    const text = texts.currentNode
    if (start >= at && start < at + text.length) range.setStart(text, start - at)
    if (end > at && end <= at + text.length) range.setEnd(text, end - at)
  }
  return range
}

const wordsOf = range => range.toString().trim().replace(/\s+/g, ' ')
const markScope = (...ranges) => window.Highlight && CSS.highlights.set('scope', new Highlight(...ranges))

// What the cue makes uncertain, how much, and whose doubt it is; the scope is marked in the text.
// Data are offsets of the scope, percent, holder, whether it is quoted and denied, and offsets of
// the source, all in the sentence.
function depth (cue, sentence) {
  markScope()
  if (!cue.dataset.d) return []
  const [start, end, percent, holder, quoted, denied, ...source] = cue.dataset.d.split(' ')
  const scope = stretch(sentence, start, end)
  markScope(scope)
  const asserts = kindOf(cue) === 'booster'
  const name = source.length ? wordsOf(stretch(sentence, ...source)) : ''
  const holders = {
    writer: 'the writer',
    named: name || 'somebody with a name',
    unnamed: (name ? name + ', ' : '') + 'a source without a name'
  }
  const lines = [
    (asserts ? 'asserts: ' : 'makes uncertain: ') + '\u201c' + wordsOf(scope) + '\u201d',
    'leaves a reader about ' + percent + ' % sure',
    (asserts ? 'whose certainty: ' : 'whose doubt: ') + holders[holder]
  ]
  if (Number(quoted)) lines.push('inside quotation marks')
  if (Number(denied)) lines.push('denied here')
  return lines.map(line => element('div', line))
}

function show (cue) {
  const sentence = cue.closest('.s')
  const hedged = sentence.classList.contains('h') ? 'hedged' : 'not hedged'
  card.replaceChildren(
    element('b', cue.firstChild.textContent + ' \u2014 ' + kindOf(cue)),
    element('div', 'probability of a cue: ' + Number(cue.dataset.p).toFixed(2)),
    element('div', 'score of the sentence: ' + scoreOf(sentence).toFixed(2) + ', ' + hedged),
    ...depth(cue, sentence),
    ...evidence(cue)
  )
  card.hidden = false
  const box = cue.getBoundingClientRect()
  const room = document.documentElement.clientWidth - card.offsetWidth - 40
  // The card is below the cue or, where there is no room, above it.
  const fits = box.bottom + 6 + card.offsetHeight <= innerHeight
  const below = fits || box.top < card.offsetHeight + 6
  card.style.left = Math.max(4, Math.min(box.left, room)) + scrollX + 'px'
  card.style.top = (below ? box.bottom + 6 : box.top - card.offsetHeight - 6) + scrollY + 'px'
  for (const described of all('[aria-describedby=card]')) described.removeAttribute('aria-describedby')
  cue.setAttribute('aria-describedby', 'card')
}

function hide () {
  card.hidden = true
  markScope()
  for (const cue of all('[aria-describedby=card]')) cue.removeAttribute('aria-describedby')
}

// The pointer may go from a cue to its card. When it leaves both, the card of the cue with the
// focus comes back.
let leaving
const stay = () => clearTimeout(leaving)
const leave = () => {
  stay()
  leaving = setTimeout(() => {
    const focused = document.activeElement
    focused.matches('mark:not(.off)') ? show(focused) : hide()
  }, 200)
}
card.addEventListener('mouseenter', stay)
card.addEventListener('mouseleave', leave)
for (const cue of all('mark')) {
  cue.tabIndex = 0
  const open = () => { stay(); if (!cue.classList.contains('off')) show(cue) }
  cue.addEventListener('mouseenter', open)
  cue.addEventListener('focus', open)
  cue.addEventListener('mouseleave', leave)
  cue.addEventListener('blur', leave)
}
document.addEventListener('keydown', event => { if (event.key === 'Escape') { stay(); hide() } })
for (const input of [...all('.legend input'), minScore]) input.addEventListener('input', filter)
