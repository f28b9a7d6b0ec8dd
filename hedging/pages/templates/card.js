
// The card of a cue says in a sentence what it does, and below a fold why it is marked. It stands
// below the sentence of the cue.
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

function reasons (mark, sure) {
  const [kind, , meaning] = KINDS[mark.classList[0]]
  const found = reasonsOf(mark)
  const score = Number(mark.dataset.p)
  const likely = score >= .995 ? 'more than 99%' : percent(score)
  const names = { booster: 'boosters', approximator: 'approximations' }
  const details = element('details')
  details.append(
    element('summary', 'Why it is marked, and how likely that is right'),
    element('p', `${meaning}. Of such uses, ${likely} are ${names[kind] ?? 'hedges'}.` +
      (sure ? ` It leaves a reader about ${sure}% sure of what it is about.` : '')))
  // Where nothing stands is no reason that a reader sees.
  const supporting = found.filter(([weight, words]) => weight > 0 && !/^no(thing)? /.test(words))
  if (supporting.length) {
    const words = supporting.slice(0, 2).map(([, words]) => words).join('; ')
    details.append(element('p', `What speaks for it: ${words}.`))
  }
  if (found.length) details.append(element('p', 'What speaks for it (+) and against it (\u2212), in log-odds:'))
  const list = element('ul')
  for (const [weight, words] of found) {
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

const MOST_WORDS = 14
function shortened (text) {
  const words = text.split(' ')
  return words.length > MOST_WORDS ? words.slice(0, MOST_WORDS).join(' ') + '\u2026' : text
}

// What a mark leaves open, how sure, and whose doubt it is; null where nobody has said so. Its data
// are offsets of the scope, percent or '-', holder, whether it is quoted and denied, and offsets of
// the source, all in the sentence.
function said (mark) {
  if (!mark.dataset.d) return null
  const sentence = mark.closest('.s')
  const [start, end, sure, holder, inQuotes, denied, ...source] = mark.dataset.d.split(' ')
  const scope = stretch(sentence, start, end)
  const name = source.length ? wordsOf(stretch(sentence, ...source)) : ''
  const quotes = Number(inQuotes)
  const who = {
    // What stands in quotation marks is said by another than the writer.
    writer: quotes ? 'somebody who is quoted' : 'the writer',
    named: name ? quoted(name) : 'somebody with a name',
    unnamed: (name ? quoted(name) + ', ' : '') + 'a source without a name'
  }[holder]
  return {
    scope, about: wordsOf(scope), holder, source: name, who,
    sure: sure === '-' ? '' : sure,
    where: (quotes && holder !== 'writer' ? ', inside quotation marks' : '') +
      (Number(denied) ? ', and denied' : '')
  }
}

// A sentence that says what the cue does, who does it, and about what (`card_words` of Python says
// the same); the scope is marked in the text.
function depth (mark) {
  markScope()
  const [kind, , meaning] = KINDS[mark.classList[0]]
  const own = said(mark)
  if (!own) return meaning + '.'
  markScope(own.scope)
  const { who, holder } = own
  const by = who === 'the writer' ? '' : `, according to ${who}`
  const does = holder === 'writer' && kind === 'evidential' ? 'Passed on by {who}' : DOES[kind]
  const says = does.replace(/{(who|by)}/, (_, name) => ({ who, by })[name])
  return `${says}${own.where}: ${quoted(shortened(own.about))}.`
}

// Why a mark does not count, or ''.
function uncounted (mark, sentence) {
  if (!counts(mark.classList[0])) return 'Such words are marked and do not count.'
  const own = sentences.find(each => each.element === sentence)
  if (own.hedged) return ''
  const [likely, least] = [own.score, THRESHOLD].map(percent)
  const near = likely === least ? 'just less than ' : ''
  return `Its sentence does not count: it is ${near}${likely} likely to leave something open, ` +
    `and ${least} are needed.`
}

// The sentence with a link to it, as one would quote it.
function quoteButton (sentence) {
  const button = element('button', 'Copy the sentence with its link')
  button.type = 'button'
  button.addEventListener('click', async () => {
    const link = location.href.split('#')[0] + '#' + sentence.id
    const text = `${quoted(wordsIn(sentence))} ${heading()}, ${link}`
    try {
      await navigator.clipboard.writeText(text)
      button.textContent = 'Copied'
    } catch {
      location.hash = sentence.id
      button.textContent = 'The link is in the address bar'
    }
  })
  return button
}

function show (mark) {
  const sentence = mark.closest('.s')
  const [kind, words] = KINDS[mark.classList[0]]
  const what = element('p', '', 'what')
  const name = element('b', quoted(plain(mark.textContent)))
  what.append(name, `: ${words} `, element('small', `(${kind})`))
  const close = element('button', '\u00d7', 'close')
  close.type = 'button'
  close.setAttribute('aria-label', 'Close')
  close.addEventListener('click', () => hide(true))
  const lines = [depth(mark), uncounted(mark, sentence)].filter(Boolean)
  card.replaceChildren(
    what, close, ...lines.map(line => element('p', line)), reasons(mark, said(mark)?.sure),
    quoteButton(sentence)
  )
  forget()
  explained = mark
  mark.classList.add('open')
  mark.setAttribute('aria-describedby', 'card')
  card.hidden = false
  place(mark, sentence)
}

const isSheet = () => getComputedStyle(card).position === 'fixed'

// Below the last line of the sentence or, where there is more room, above its first line. What has
// no room is scrolled.
function place (mark, sentence) {
  card.style.maxHeight = ''
  if (isSheet()) return
  const lines = [...sentence.getClientRects()]
  const top = Math.min(...lines.map(line => line.top))
  const bottom = Math.max(...lines.map(line => line.bottom))
  const roof = (byId('barcode')?.closest('section').getBoundingClientRect().bottom ?? 0) + 4
  const [over, under] = [top - 8 - roof, innerHeight - bottom - 16]
  const below = card.offsetHeight <= under || under >= over
  card.style.maxHeight = Math.max(160, below ? under : over) + 'px'
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
const inCard = event => explained && card.contains(event.target)
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
  if (mark) rove(mark)
  if (mark && !quiet && !pressed) { stay(); dismissed = null; show(mark); makeRoom(mark) }
  else if (!mark && !card.contains(event.target) && !card.hidden) hide()
})
// A press is answered when it is a click: a page that moved before would take it from its mark.
let pressed = false
document.addEventListener('pointerdown', () => { pressed = true })
for (const name of ['pointercancel', 'keydown', 'click']) {
  document.addEventListener(name, () => { pressed = false })
}
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
  } else if (/^Arrow(Left|Right)$/.test(event.key) && (cueAt(event) || inCard(event))) {
    const mark = cueAt(event) || explained
    const marks = rove(mark)
    const next = marks.indexOf(mark) + (event.key === 'ArrowRight' ? 1 : -1)
    marks[next]?.focus()
    event.preventDefault()
  } else if (event.key === 'Enter' && cueAt(event)) {
    if (card.hidden) show(event.target)
    card.querySelector('.close').focus()
    event.preventDefault()
  }
})
document.addEventListener('filtered', () => { if (explained?.classList.contains('off')) hide() })
addEventListener('resize', () => { if (explained) place(explained, explained.closest('.s')) })

// Whose doubt it is: the marks that count, by those who hold them, each with a link to its sentence.
const whose = byId('whose')
function showHolders () {
  if (!whose?.open) return
  const holders = new Map()
  for (const sentence of stops) {
    for (const { mark, on, letter } of sentence.cues) {
      const own = on && counts(letter) && said(mark)
      if (!own) continue
      if (!holders.has(own.who)) holders.set(own.who, [])
      const row = element('li')
      const words = wordsIn(mark)
      const link = element('a', words, letter)
      link.href = '#' + sentence.element.id
      const rest = own.about.startsWith(words) ? own.about.slice(words.length) : ': ' + own.about
      row.append(link, shortened(rest))
      holders.get(own.who).push(row)
    }
  }
  const parts = [...holders].sort((a, b) => b[1].length - a[1].length).flatMap(([who, rows]) => {
    const list = element('ul')
    list.append(...rows)
    return [element('h3', who[0].toUpperCase() + who.slice(1) + ': ' + rows.length), list]
  })
  whose.lastElementChild.replaceChildren(...parts)
}
whose?.addEventListener('toggle', showHolders)
document.addEventListener('filtered', showHolders)
