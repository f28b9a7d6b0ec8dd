/* The sentences of texts at first sight and their cues -> what each does, and which are read closely: the twins
   of `_settle` and `counting`, and hedging.depth.roles. */
#include "depth.h"

/* What a sentence of its document does, once its cues are known. */
static uint8_t final_role(const depth_texts *texts, size_t sentence, uint8_t plan, int is_last) {
    const depth_numbers *n = &texts->tables->numbers;
    const outlines_columns *outlines = &texts->outlines;
    uint8_t role = plan & DOUBTS ? outlines->doubting_role[sentence] : outlines->plain_role[sentence];
    int is_heading = outlines->is_heading[sentence] && !(plan & HAS_CUE) && !outlines->signalled[sentence] && !is_last;
    is_heading |= outlines->is_heading[sentence] == SILENT;
    return role == n->claim && is_heading ? (uint8_t)n->frame : role;
}

/* Where a document has nothing beside sources and frames, they are claims: see `settled_roles`. */
static void claim_alone(const depth_texts *texts, size_t first, size_t stop, uint8_t *role) {
    const depth_numbers *n = &texts->tables->numbers;
    for (size_t s = first; s < stop; s++)
        if (role[s] != n->source && role[s] != n->frame) return;
    for (size_t s = first; s < stop; s++)
        if (texts->outlines.is_heading[s] != SILENT) role[s] = (uint8_t)n->claim;
}

/* Decides which sentences of a document, from `first` to `stop`, count, which are read and which are joined:
   see `short_answers`. The flags say so far which have a cue. */
static void plan_document(const depth_texts *texts, size_t first, size_t stop, uint8_t *role, uint8_t *plan) {
    const depth_numbers *n = &texts->tables->numbers;
    const outlines_columns *outlines = &texts->outlines;
    uint64_t tokens = 0, sentences = 0, heard = 0;
    int claims = 0;
    for (size_t s = first; s < stop; s++) role[s] = final_role(texts, s, plan[s], s + 1 == stop);
    claim_alone(texts, first, stop, role);
    for (size_t s = first; s < stop; s++) claims |= states_something(n, role[s]);
    for (size_t s = first; s < stop; s++) {
        /* A question counts where it is an answer: it has a cue, and nothing is claimed beside it. */
        if (states_something(n, role[s]) || (role[s] == n->question && plan[s] & HAS_CUE && !claims)) plan[s] |= DOES_COUNT;
        if (outlines->length[s] == 0 || outlines->length[s] > n->longest) continue;
        plan[s] |= IS_SENTENCE;
        if (plan[s] & HAS_CUE || outlines->signalled[s]) plan[s] |= IS_READ;
        if (!(plan[s] & DOES_COUNT)) continue;
        tokens += outlines->length[s];
        sentences++;
        heard += plan[s] & IS_READ || outlines->if_short[s];
    }
    if (tokens > n->most_of_short) {
        for (size_t s = first; s < stop; s++) plan[s] |= IN_LONG_TEXT;
        return;
    }
    for (size_t s = first; s < stop; s++) {
        if ((plan[s] & (DOES_COUNT | IS_SENTENCE)) != (DOES_COUNT | IS_SENTENCE)) continue;
        if (outlines->if_short[s]) plan[s] |= IS_READ;
        if (sentences > 1 && heard) plan[s] |= IS_JOINED;
    }
}

void plan_texts(const depth_question *q, uint8_t *role, uint8_t *plan) {
    const depth_texts *texts = q->texts;
    const depth_numbers *n = &texts->tables->numbers;
    const outlines_columns *outlines = &texts->outlines;
    memset(plan, 0, outlines->count);
    for (size_t k = 0; k < q->cue_count; k++)
        plan[texts->cues.sentence[q->cues[k]]] |= q->kinds[k] < n->hedge_kinds ? HAS_CUE | DOUBTS : HAS_CUE;
    for (size_t first = 0, stop; first < outlines->count; first = stop) {
        for (stop = first; stop < outlines->count && outlines->owner[stop] == outlines->owner[first]; stop++) continue;
        plan_document(texts, first, stop, role, plan);
    }
}
