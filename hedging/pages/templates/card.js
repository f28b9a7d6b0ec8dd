
// The card of a cue says in words why it is marked. It stands below the sentence of the cue.
const card = byId('card')
let explained = null // the cue whose card is open

const element = (tag, text = '', className = '') =>
  Object.assign(document.createElement(tag), { textContent: text, className })

// The reasons of a cue as [weight, words]; a line of data is tenths of the weight, the number of
// the place, and the text there.
const reasonsOf = mark => (mark.dataset.w || '').split('\n').filter(Boolean).map(line => {
  const [, tenths, place, text] = line.match(/^(-?\d+) (\d+) (.*)$/)
  return [tenths / 10, (text ? quoted(text) + ' ' : '') + PLACES[place]]
})

function weights (reasons) {
  const details = element('details')
  details.append(element('summary', 'Weights, in log-odds'))
  const list = element('ul')
  for (const [weight, words] of reasons) {
    const sign = weight < 0 ? '\u2212' : '+'
    list.append(element('li', `${sign}${Math.abs(weight).toFixed(1)} ${words}`))
  }
  details.append(list)
  // A card above its sentence would grow over it.
  details.addEventListener('toggle', () => {
    if (!explained) return
    place(explained, explained.closest('.s'))
    makeRoom(explained)
  })
  return details
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

const wordsOf = range => plain(range.toString())
const quoted = text => `\u201c${text}\u201d`

// Marks these ranges in place of earlier ones, in a browser that can do so without new elements.
function markScope (...ranges) {
  if (window.Highlight) CSS.highlights.set('scope', new Highlight(...ranges))
}

// What the cue makes uncertain, how much, and whose doubt it is; the scope is marked in the text.
// Data are offsets of the scope, percent, holder, whether it is quoted and denied, and offsets of
// the source, all in the sentence.
function depth (mark, sentence) {
  markScope()
  if (!mark.dataset.d) return []
  const [start, end, sure, holder, inQuotes, denied, ...source] = mark.dataset.d.split(' ')
  const scope = stretch(sentence, start, end)
  markScope(scope)
  const asserts = KINDS[mark.classList[0]][0] === 'booster'
  const name = source.length ? wordsOf(stretch(sentence, ...source)) : ''
  const holders = {
    writer: 'the writer',
    named: name || 'somebody with a name',
    unnamed: (name ? name + ', ' : '') + 'a source without a name'
  }
  const extras = [['inside quotation marks', inQuotes], ['denied here', denied]]
    .filter(([, flag]) => Number(flag)).map(([words]) => '; ' + words).join('')
  return [
    element('p', `What it ${asserts ? 'asserts' : 'leaves open'}: ${quoted(wordsOf(scope))}.`),
    element('p', 'It leaves a reader about ' + sure + '% sure.'),
    element('p', (asserts ? 'Whose certainty: ' : 'Whose doubt: ') + holders[holder] + extras + '.')
  ]
}

function show (mark) {
  const sentence = mark.closest('.s')
  const [kind, words, meaning] = KINDS[mark.classList[0]]
  const what = element('p', '', 'what')
  const name = element('b', quoted(plain(mark.textContent)))
  what.append(name, `: ${words} `, element('small', `(${kind})`))
  const close = element('button', '\u00d7', 'close')
  close.type = 'button'
  close.setAttribute('aria-label', 'Close')
  close.addEventListener('click', () => hide(true))
  const reasons = reasonsOf(mark)
  const supporting = reasons.filter(([weight]) => weight > 0).slice(0, 2).map(([, words]) => words)
  const score = Number(mark.dataset.p)
  const likely = score >= .995 ? 'more than 99%' : percent(score)
  const names = { booster: 'boosters', approximator: 'approximations' }
  const why = [`${meaning}. Of such uses, ${likely} are ${names[kind] ?? 'hedges'}.`]
  if (supporting.length) why.push(`What speaks for it: ${supporting.join('; ')}.`)
  card.replaceChildren(
    what, close, ...why.map(line => element('p', line)), ...depth(mark, sentence),
    ...(reasons.length ? [weights(reasons)] : [])
  )
  forget()
  explained = mark
  mark.classList.add('open')
  mark.setAttribute('aria-describedby', 'card')
  card.hidden = false
  place(mark, sentence)
}

const isSheet = () => getComputedStyle(card).position === 'fixed'

// Below the last line of the sentence or, where there is no room, above its first line.
function place (mark, sentence) {
  if (isSheet()) return
  const lines = [...sentence.getClientRects()]
  const top = Math.min(...lines.map(line => line.top))
  const bottom = Math.max(...lines.map(line => line.bottom))
  const roof = (byId('barcode')?.closest('section').getBoundingClientRect().bottom ?? 0) + 4
  const fits = bottom + 8 + card.offsetHeight <= innerHeight
  const below = fits || top - 8 - card.offsetHeight < roof
  const column = sentence.closest('[data-text]').getBoundingClientRect()
  const edge = Math.min(document.documentElement.clientWidth - 16, column.right)
  const room = edge - card.offsetWidth
  card.style.left = Math.max(8, Math.min(mark.getBoundingClientRect().left, room)) + scrollX + 'px'
  card.style.top = (below ? bottom + 8 : top - card.offsetHeight - 8) + scrollY + 'px'
}

// By keyboard or by a tap, the page moves until the card and the sentence can both be seen.
function makeRoom (mark) {
  const box = card.getBoundingClientRect()
  const floor = isSheet() ? box.top : innerHeight
  const low = isSheet() ? mark.closest('.s').getBoundingClientRect().bottom : box.bottom
  if (low + 8 > floor) scrollBy({ top: low + 8 - floor, behavior: 'instant' })
}

function forget () {
  explained?.classList.remove('open')
  explained?.removeAttribute('aria-describedby')
  explained = null
}

function hide (returns = false) {
  const mark = explained
  const had = card.contains(document.activeElement)
  card.hidden = true
  markScope()
  forget()
  if (mark && (returns || had)) { quiet = true; mark.focus({ preventScroll: true }); quiet = false }
}

// The pointer may go from a cue to its card. When it leaves both, the card of the cue with the
// focus comes back.
let leaving
let quiet = false // a focus that opens no card
const stay = () => clearTimeout(leaving)
const leave = () => {
  stay()
  leaving = setTimeout(() => {
    const focused = document.activeElement
    if (card.contains(focused)) return
    if (focused.matches('mark:not(.off)') && dismissed !== focused) show(focused)
    else hide()
  }, 250)
}
let dismissed = null // the cue with the focus whose card was closed

const cueAt = event => event.target.closest?.('mark[data-p]:not(.off)')
document.addEventListener('pointerover', event => {
  if (event.pointerType === 'touch') return
  if (event.target.closest?.('#card')) return stay()
  const mark = cueAt(event)
  if (mark && mark !== explained) { stay(); show(mark) } else if (mark) stay()
})
document.addEventListener('pointerout', event => {
  if (event.pointerType !== 'touch' && event.target.closest?.('mark[data-p], #card')) leave()
})
document.addEventListener('focusin', event => {
  const mark = cueAt(event)
  if (mark && !quiet) { stay(); dismissed = null; show(mark); makeRoom(mark) }
  else if (!mark && !card.contains(event.target) && !card.hidden) hide()
})
document.addEventListener('click', event => {
  const mark = cueAt(event)
  if (mark) { stay(); show(mark); makeRoom(mark) }
  else if (!card.hidden && !card.contains(event.target)) hide()
})
document.addEventListener('keydown', event => {
  if (event.key === 'Escape' && !card.hidden) {
    stay()
    dismissed = explained
    hide()
  } else if (event.key === 'Enter' && cueAt(event)) {
    if (card.hidden) show(event.target)
    card.querySelector('.close').focus()
    event.preventDefault()
  }
})
document.addEventListener('filtered', () => { if (explained?.classList.contains('off')) hide() })
addEventListener('resize', () => { if (explained) place(explained, explained.closest('.s')) })
