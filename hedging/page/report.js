// Filters by kind and probability, and the card of the cue that is pointed at or has the focus.
'use strict'
const all = query => [...document.querySelectorAll(query)]
const card = document.getElementById('card')
const least = document.getElementById('least')
const link = new Map(all('.strip a').map(a => [a.hash.slice(1), a]))

function filter () {
  const kinds = new Set(all('.legend input:checked').map(input => input.value))
  const limit = Number(least.value)
  document.getElementById('said').textContent = Math.round(limit * 100) + ' %'
  for (const cue of all('.c')) cue.classList.toggle('off', !kinds.has(cue.dataset.k) || Number(cue.dataset.p) < limit)
  for (const sentence of all('.s')) {
    const cues = [...sentence.querySelectorAll('.c')]
    const off = Number(sentence.dataset.p) < limit || (cues.length > 0 && cues.every(cue => cue.classList.contains('off')))
    sentence.classList.toggle('off', off)
    link.get(sentence.id)?.classList.toggle('off', off)
  }
}

function show (cue) {
  const sentence = cue.closest('.s')
  const lines = [
    ['b', cue.firstChild.textContent + ' \u2014 ' + cue.dataset.k],
    ['div', 'probability of a cue: ' + Number(cue.dataset.p).toFixed(2)],
    ['div', 'its sentence: ' + Number(sentence.dataset.p).toFixed(2) + (sentence.dataset.h === '1' ? ', hedged' : ', not hedged')]
  ]
  card.replaceChildren(...lines.map(([tag, text]) => Object.assign(document.createElement(tag), { textContent: text })))
  card.hidden = false
  const place = cue.getBoundingClientRect()
  const room = document.documentElement.clientWidth - card.offsetWidth - 40
  card.style.left = Math.max(4, Math.min(place.left, room)) + scrollX + 'px'
  card.style.top = place.bottom + scrollY + 6 + 'px'
  cue.setAttribute('aria-describedby', 'card')
}

function hide () {
  card.hidden = true
  for (const cue of all('[aria-describedby=card]')) cue.removeAttribute('aria-describedby')
}

for (const cue of all('.c')) {
  for (const event of ['mouseenter', 'focus']) cue.addEventListener(event, () => show(cue))
  for (const event of ['mouseleave', 'blur']) cue.addEventListener(event, hide)
}
document.addEventListener('keydown', event => { if (event.key === 'Escape') hide() })
for (const input of [...all('.legend input'), least]) input.addEventListener('input', filter)
