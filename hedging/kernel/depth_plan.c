/* The sentences of a round at first sight and its cues -> what each does, and which are read closely: the
   twins of `_settle` and `counting`, and hedging.depth.roles. */
#include "depth.h"

/* What a sentence of its document does, once its cues are known. */
static uint8_t final_role(const depth_round *r, size_t sentence, int has_cue, int is_alone) {
    const depth_numbers *n = &r->tables->numbers;
    uint8_t role = ((uint8_t *)r->role.data)[sentence];
    /* A reference or an announcement does not hedge. */
    if (has_cue && (role == n->source || role == n->frame)) role = (uint8_t)n->claim;
    int is_read = has_cue || ((uint8_t *)r->signalled.data)[sentence];
    int is_heading = ((uint8_t *)r->heading.data)[sentence] && !is_read && !is_alone;
    return role == n->claim && is_heading ? (uint8_t)n->frame : role;
}

/* Decides which sentences of a document, from `first` to `stop`, count, which are read and which are joined:
   see `short_answers`. The flags say so far which have a cue. */
static void plan_document(const depth_round *r, size_t first, size_t stop, uint8_t *role, uint8_t *plan) {
    const depth_numbers *n = &r->tables->numbers;
    const uint8_t *signalled = (const uint8_t *)r->signalled.data, *if_short = (const uint8_t *)r->if_short.data;
    uint64_t tokens = 0, sentences = 0, heard = 0;
    int claims = 0;
    for (size_t s = first; s < stop; s++) {
        role[s] = final_role(r, s, plan[s] & HAS_CUE, stop - first == 1);
        claims |= states_something(n, role[s]);
    }
    for (size_t s = first; s < stop; s++) {
        size_t length = length_of(r, s);
        /* A question counts where it is an answer: it has a cue, and nothing is claimed beside it. */
        if (states_something(n, role[s]) || (role[s] == n->question && plan[s] & HAS_CUE && !claims)) plan[s] |= DOES_COUNT;
        if (length == 0 || length > n->longest) continue;
        plan[s] |= IS_SENTENCE;
        if (plan[s] & HAS_CUE || signalled[s]) plan[s] |= IS_READ;
        if (!(plan[s] & DOES_COUNT)) continue;
        tokens += length;
        sentences++;
        heard += plan[s] & IS_READ || if_short[s];
    }
    if (tokens > n->most_of_short) return;
    for (size_t s = first; s < stop; s++) {
        if ((plan[s] & (DOES_COUNT | IS_SENTENCE)) != (DOES_COUNT | IS_SENTENCE)) continue;
        if (if_short[s]) plan[s] |= IS_READ;
        if (sentences > 1 && heard) plan[s] |= IS_JOINED;
    }
}

/* Decides what all sentences do, and which of them are read. */
void plan_round(const depth_question *q, uint8_t *role, uint8_t *plan) {
    const depth_round *r = q->round;
    const uint32_t *owner = (const uint32_t *)r->owner.data, *cue_sentence = (const uint32_t *)r->cue_sentence.data;
    memset(plan, 0, r->sentences);
    for (size_t k = 0; k < q->cue_count; k++) plan[cue_sentence[q->cues[k]]] = HAS_CUE;
    for (size_t first = 0, stop; first < r->sentences; first = stop) {
        for (stop = first; stop < r->sentences && owner[stop] == owner[first]; stop++) continue;
        plan_document(r, first, stop, role, plan);
    }
}
