/* Some sentences with their cues -> columns, and how sure a statement is with each cue:
   hedging.depth.cued and `cue_log_odds` of hedging.depth.confidence. */
#include "depth.h"
#include "word_classes.h"

/* Checks a question, and counts its rows and the sentences with cues; CORE_BAD_SPANS if it names what
   is not there, or not in order. */
int depth_plan(depth_question *q) {
    const depth_round *r = q->round;
    const uint32_t *cue_sentence = (const uint32_t *)r->cue_sentence.data;
    int64_t before = -1, cue_before = -1;
    size_t at = 0;
    q->rows = q->cued = 0;
    for (size_t k = 0; k < q->sentence_count; k++) {
        int64_t s = q->sentences[k];
        if (s <= before || (uint64_t)s >= r->sentences) return CORE_BAD_SPANS;
        before = s;
        size_t begin = at;
        for (; at < q->cue_count; at++) {
            int64_t cue = q->cues[at];
            if (cue <= cue_before || (uint64_t)cue >= r->cues || q->kinds[at] >= KINDS) return CORE_BAD_SPANS;
            if (cue_sentence[cue] != (uint64_t)s) break;
            cue_before = cue;
        }
        if (at == begin) continue;
        q->cued++;
        q->rows += ((uint32_t *)r->stop.data)[s] - ((uint32_t *)r->first.data)[s];
    }
    return at == q->cue_count ? CORE_OK : CORE_BAD_SPANS;
}

/* The number of tokens of the longest sentence of a question. */
size_t depth_longest(const depth_question *q) {
    size_t longest = 0;
    for (size_t k = 0; k < q->sentence_count; k++) {
        int64_t s = q->sentences[k];
        size_t count = ((uint32_t *)q->round->stop.data)[s] - ((uint32_t *)q->round->first.data)[s];
        longest = count > longest ? count : longest;
    }
    return longest;
}

/* Writes the columns of a sentence's tokens from `row` on. */
static void gather_tokens(const depth_round *r, size_t first, size_t stop, const depth_answers *a, size_t row) {
    const uint32_t *start = (const uint32_t *)r->start.data, *end = (const uint32_t *)r->end.data;
    const uint64_t *id = (const uint64_t *)r->id.data;
    const uint8_t *initial = (const uint8_t *)r->initial.data;
    const hash_index *words = &r->core->words;
    for (size_t k = first; k < stop; k++) PREFETCH(words->known + words->first[id[k] >> words->shift]);
    memcpy(a->id + row, id + first, 8 * (stop - first));
    memcpy(a->initial + row, initial + first, stop - first);
    memcpy(a->quoted + row, (const uint8_t *)r->quoted.data + first, stop - first);
    for (size_t k = first; k < stop; k++, row++) {
        a->token[row] = (int64_t)k;
        int64_t class = listed_class(r->core, id[k]);
        a->class[row] = class >= 0 ? (uint64_t)class
            : other_class(r->core, suffix_at(r->characters, r->codes, start[k], end[k]), initial[k]);
    }
}

static int64_t divide(int64_t number, int64_t divisor) {
    int64_t quotient = number / divisor;
    return quotient - (number % divisor < 0);
}

/* The effects of a word on a cue: of the word `steps` before a token of a sentence that begins at
   `first`. Whether it is a modifier is the answer. */
static int effects_of(const depth_round *r, size_t place, size_t steps, size_t first, int64_t *effects) {
    const depth_tables *t = r->tables;
    int64_t row = -1;
    effects[HEDGE] = effects[BOOSTER] = (int64_t)t->numbers.unit;
    effects[OPEN_COLUMN] = 0;
    if (place - first >= steps) row = row_of(&t->modifiers, ((uint64_t *)r->id.data)[place - steps]);
    if (row < 0) return 0;
    for (int k = 0; k < EFFECTS; k++) effects[k] = t->modifier_effects[EFFECTS * row + k];
    return 1;
}

/* How sure a statement is with a cue: see `cue_log_odds`. */
static int64_t log_odds_of(const depth_round *r, size_t cue, uint8_t kind, uint64_t words) {
    const depth_tables *t = r->tables;
    const depth_numbers *n = &t->numbers;
    int64_t unit = (int64_t)n->unit, greatest = (int64_t)n->greatest, effects[EFFECTS], further[EFFECTS];
    size_t start = ((uint32_t *)r->cue_start.data)[cue], head = ((uint32_t *)r->cue_end.data)[cue] - 1;
    size_t first = ((uint32_t *)r->first.data)[((uint32_t *)r->cue_sentence.data)[cue]];
    int64_t row = row_of(&t->phrases, words);
    size_t place = row >= 0 ? start : head;
    if (row < 0) row = row_of(&t->phrases, mix(((uint64_t *)r->id.data)[head]));
    int64_t own = row >= 0 ? t->phrase_log_odds[row] : t->kind_log_odds[kind];
    int is_modified = effects_of(r, place, 1, first, effects);
    effects_of(r, place, 2, first, further);
    int is_open = (own < 0 ? -own : own) <= (int64_t)n->open_up_to;
    int64_t shift = divide(effects[OPEN_COLUMN] * (is_modified ? further[HEDGE] : unit), unit);
    int64_t factor = own >= (int64_t)n->sure_from ? effects[BOOSTER] : effects[HEDGE];
    int64_t modified = is_open ? own + shift : divide(own * factor, unit);
    modified = modified < -greatest ? -greatest : modified;
    return modified > greatest ? greatest : modified;
}

/* Writes the columns of a cue, whose sentence has the number `sentence` and its first token in `row`. */
static void gather_cue(const depth_question *q, size_t at, size_t sentence, size_t row, const depth_answers *a) {
    const depth_round *r = q->round;
    size_t cue = (size_t)q->cues[at];
    size_t start = ((uint32_t *)r->cue_start.data)[cue], end = ((uint32_t *)r->cue_end.data)[cue];
    size_t first = ((uint32_t *)r->first.data)[((uint32_t *)r->cue_sentence.data)[cue]];
    uint64_t words = 0;
    for (size_t k = start; k < end; k++) words += ((uint64_t *)r->id.data)[k];
    a->sentence[at] = (int64_t)sentence;
    a->start[at] = (int64_t)(row + start - first);
    a->end[at] = (int64_t)(row + end - first);
    a->words[at] = mix(words);
    a->log_odds[at] = log_odds_of(r, cue, q->kinds[at], a->words[at]);
}

/* Answers a question that was planned; `room` is for the words of its longest sentence. */
void depth_read(const depth_question *q, depth_answers a, void *room) {
    const depth_round *r = q->round;
    size_t at = 0, row = 0, cued = 0;
    for (size_t k = 0; k < q->sentence_count; k++) {
        size_t s = (size_t)q->sentences[k];
        size_t first = ((uint32_t *)r->first.data)[s], stop = ((uint32_t *)r->stop.data)[s], begin = at;
        uint32_t *facts;
        size_t words = read_wording(r, s, room, &facts, a.runs + 2 * DIMENSIONS * k);
        a.thousandths[k] = stated_figure(r->tables, facts, words);
        for (; at < q->cue_count && ((uint32_t *)r->cue_sentence.data)[q->cues[at]] == s; at++)
            gather_cue(q, at, cued, row, &a);
        if (at == begin) continue;
        gather_tokens(r, first, stop, &a, row);
        a.number[cued] = (int64_t)s;
        a.first[cued] = (int64_t)row;
        a.stop[cued++] = (int64_t)(row += stop - first);
    }
}
