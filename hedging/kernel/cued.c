/* Columns of sentences with their cues, from anywhere -> whether they fit each other. */
#include "cued.h"

/* Kinds of first characters of tokens that there may be. */
enum { INITIALS = 16 };

int check_cued(const cued_columns *c) {
    int64_t row = 0, sentence = 0;
    uint8_t initials = 0;
    if (c->tokens > MOST_CODES) return CORE_BAD_SPANS;
    for (size_t k = 0; k < c->sentences; k++) {
        if (c->stop[k] < row) return CORE_BAD_SPANS;
        row = c->stop[k];
    }
    if ((uint64_t)row != c->tokens) return CORE_BAD_SPANS;
    for (size_t k = 0; k < c->tokens; k++) initials |= c->initial[k];
    if (initials >= INITIALS) return CORE_BAD_SPANS;
    for (size_t k = 0; k < c->cues; k++) {
        if (c->sentence[k] < sentence || (uint64_t)c->sentence[k] >= c->sentences) return CORE_BAD_SPANS;
        sentence = c->sentence[k];
        if (c->start[k] < first_row(c, sentence) || c->end[k] <= c->start[k]) return CORE_BAD_SPANS;
        if (c->end[k] > c->stop[sentence] || c->kind[k] >= KINDS) return CORE_BAD_SPANS;
    }
    return CORE_OK;
}
