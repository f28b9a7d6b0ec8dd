// Filters by kind and probability, and the card of the cue that is pointed at or has the focus.
'use strict'
const all = query => [...document.querySelectorAll(query)]
const card = document.getElementById('card')
const least = document.getElementById('least')
const link = new Map(all('.strip a').map(a => [a.hash.slice(1), a]))

const score = sentence => Number(sentence.style.getPropertyValue('--p'))
const kind = cue => KINDS[cue.classList[0]]

// The strip is for those who see it, and for a screen reader a list of the hedged sentences.
for (const [id, a] of link) a.setAttribute('aria-label', document.getElementById(id).textContent.trim().replace(/\s+/g, ' ').slice(0, 60))

function filter () {
  const kinds = new Set(all('.legend input:checked').map(input => input.value))
  const limit = Number(least.value)
  document.getElementById('said').textContent = Math.round(limit * 100) + ' %'
  for (const cue of all('mark')) {
    const off = !kinds.has(kind(cue)) || Number(cue.dataset.p) < limit
    cue.classList.toggle('off', off)
    cue.tabIndex = off ? -1 : 0
  }
  for (const sentence of all('.s')) {
    const cues = [...sentence.querySelectorAll('mark')]
    const off = score(sentence) < limit || (cues.length > 0 && cues.every(cue => cue.classList.contains('off')))
    sentence.classList.toggle('off', off)
    link.get(sentence.id)?.classList.toggle('off', off)
  }
}

function show (cue) {
  const sentence = cue.closest('.s')
  const lines = [
    ['b', cue.firstChild.textContent + ' \u2014 ' + kind(cue)],
    ['div', 'probability of a cue: ' + Number(cue.dataset.p).toFixed(2)],
    ['div', 'its sentence: ' + score(sentence).toFixed(2) + (sentence.classList.contains('h') ? ', hedged' : ', not hedged')]
  ]
  const made = (tag, text) => Object.assign(document.createElement(tag), { textContent: text })
  card.replaceChildren(...lines.map(([tag, text]) => made(tag, text)))
  const reasons = (cue.dataset.w || '').split('\n').filter(Boolean).map(line => line.match(/^(\d+):(-?\d+):(.*)$/))
  for (const [sign, name] of [[1, 'speaks for it'], [-1, 'speaks against it']]) {
    const list = document.createElement('ul')
    for (const [, place, tenths, text] of reasons) {
      if (tenths * sign < 0) continue
      const weight = (sign > 0 ? '+' : '\u2212') + (Math.abs(tenths) / 10).toFixed(1)
      list.append(made('li', weight + ' ' + PLACES[place] + (text ? ': ' + text : '')))
    }
    if (list.children.length) card.append(made('div', name + ':'), list)
  }
  card.hidden = false
  const place = cue.getBoundingClientRect()
  const room = document.documentElement.clientWidth - card.offsetWidth - 40
  // Below the cue, or where there is no room, above it.
  const below = place.bottom + 6 + card.offsetHeight <= innerHeight || place.top < card.offsetHeight + 6
  card.style.left = Math.max(4, Math.min(place.left, room)) + scrollX + 'px'
  card.style.top = (below ? place.bottom + 6 : place.top - card.offsetHeight - 6) + scrollY + 'px'
  for (const other of all('[aria-describedby=card]')) other.removeAttribute('aria-describedby')
  cue.setAttribute('aria-describedby', 'card')
}

function hide () {
  card.hidden = true
  for (const cue of all('[aria-describedby=card]')) cue.removeAttribute('aria-describedby')
}

// The pointer may go from a cue to its card; when it leaves both, the card of the cue with the focus comes back.
let leaving
const stay = () => clearTimeout(leaving)
const leave = () => {
  stay()
  leaving = setTimeout(() => { document.activeElement.matches('mark:not(.off)') ? show(document.activeElement) : hide() }, 200)
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
for (const input of [...all('.legend input'), least]) input.addEventListener('input', filter)
