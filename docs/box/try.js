/**
 * The box: a text that is typed or pasted → the same text with its cues marked. Core and model are
 * loaded when somebody first reaches for the box; the text stays in the browser.
 */

import { KINDS } from './kinds.js';

/** Wait so long for the next key, in milliseconds. */
const PAUSE = 150;
const EXAMPLE =
  'Some officials fear that the old harbour wall may fall. It was built in May 1987. The mayor, ' +
  'who can swim, said it would hold if the winter stayed mild.\n\n' +
  'Engineers are looking into whether the stones have moved. Repairs will reportedly cost about ' +
  'two million crowns. They will certainly take all summer.';

const byId = (id) => document.getElementById(id);
const box = byId('try');
const input = byId('try-text');
const summary = byId('try-summary');
const legend = byId('try-kinds');
const answer = byId('try-answer');
const cueLine = byId('try-cue');

let loading = null;
let timer = 0;
let cues = [];

/** A new element with a class and a content. */
function element(tag, className, content = '') {
  const made = document.createElement(tag);
  made.className = className;
  made.append(content);
  return made;
}

const counted = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;
const percent = (share) => `${Math.round(100 * share)}%`;

/** The detector; the first call loads it, and a call after a failure tries again. */
function detector() {
  loading ??= import('./hedging/index.js')
    .then(({ load }) => {
      const address = (name) => new URL(name, import.meta.url);
      return load({ core: address('core.wasm'), model: address('model.bin.gz') });
    })
    .catch((error) => {
      loading = null;
      throw error;
    });
  return loading;
}

/** The sentence in front of the marked text. */
function say(report) {
  const total = report.sentences.length;
  const hedged = report.sentences.filter((sentence) => sentence.hedged).length;
  if (!total) return report.text.trim() ? 'There is no sentence in this text.' : '';
  const verb = hedged === 1 ? 'leaves' : 'leave';
  return `${hedged} of ${counted(total, 'sentence')} ${verb} something open: ${percent(hedged / total)}.`;
}

/** The kinds in the text, each as it is marked and with the number of its cues. */
function listKinds(found) {
  const rows = Object.entries(KINDS).map(([kind, [letter, words]]) => {
    const count = found.filter((cue) => cue.kind === kind).length;
    const row = element('li', '', element('span', `cue ${letter}`, words));
    row.append(` ${count}`);
    return count ? row : null;
  });
  return rows.filter(Boolean);
}

/** The text from `start` to `end` with the cues in it as marks. */
function marked(text, start, end, found) {
  const parts = [];
  let done = start;
  for (const cue of found) {
    parts.push(text.slice(done, cue.start));
    const mark = element('mark', `cue ${KINDS[cue.kind][0]}`, cue.text);
    mark.tabIndex = -1;
    cues.push([mark, cue]);
    parts.push(mark);
    done = cue.end;
  }
  parts.push(text.slice(done, end));
  return parts;
}

/** Show the report in place of the one before. */
function show(report) {
  const { text } = report;
  const parts = document.createDocumentFragment();
  let done = 0;
  cues = [];
  for (const sentence of report.sentences) {
    const shown = element('span', sentence.hedged ? 'hedged' : 'uncounted');
    shown.append(...marked(text, sentence.start, sentence.end, sentence.cues));
    parts.append(text.slice(done, sentence.start), shown);
    done = sentence.end;
  }
  answer.replaceChildren(parts, text.slice(done));
  answer.hidden = !report.sentences.length;
  if (cues.length) cues[0][0].tabIndex = 0;
  cueLine.textContent = cues.length ? 'Point at a mark, or go from mark to mark with the arrow keys.' : '';
  legend.replaceChildren(...listKinds(cues.map(([, cue]) => cue)));
  summary.textContent = say(report);
}

/** Mark the text as it is now. */
async function update() {
  try {
    const waiting = detector();
    if (input.value.trim()) summary.textContent ||= 'Loading the model…';
    const ready = await waiting;
    show(ready.detect(input.value));
  } catch (error) {
    summary.textContent =
      'The model could not be loaded. The text has gone nowhere. Check the connection, or load the ' +
      'page again.';
    console.error(error);
  }
}

/** Say what a mark means, and make it the one that the Tab key reaches. */
function explain(mark) {
  const found = cues.find(([own]) => own === mark);
  if (!found) return;
  const [, cue] = found;
  const [, words, meaning] = KINDS[cue.kind];
  for (const [own] of cues) own.tabIndex = own === mark ? 0 : -1;
  const means = meaning[0].toLowerCase() + meaning.slice(1);
  const likely = cue.score >= 0.995 ? 'more than 99%' : percent(cue.score);
  cueLine.textContent = `“${cue.text}”: ${words} (${cue.kind}), that is, ${means}; ${likely} of such uses are meant so.`;
}

/** Go from mark to mark by keyboard. */
function move(event) {
  const at = cues.findIndex(([mark]) => mark === document.activeElement);
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  const ends = { Home: 0, End: cues.length - 1 };
  const next = ends[event.key] ?? at + steps[event.key];
  if (at < 0 || !cues[next]) return;
  event.preventDefault();
  cues[next][0].focus();
}

const start = () => detector().catch(() => update());
input.addEventListener('focus', start, { once: true });
input.addEventListener('input', () => {
  clearTimeout(timer);
  timer = setTimeout(update, PAUSE);
});
byId('try-example').addEventListener('click', () => {
  input.value = EXAMPLE;
  update();
});
byId('try-clear').addEventListener('click', () => {
  input.value = '';
  input.focus();
  update();
});
for (const happening of ['focusin', 'pointerover', 'click']) {
  answer.addEventListener(happening, (event) => explain(event.target));
}
answer.addEventListener('keydown', move);
byId('try-closed').hidden = true;
box.hidden = false;
