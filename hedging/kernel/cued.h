/* Sentences with their cues, as columns: the twin of hedging.depth.rows. */
#ifndef HEDGING_CUED_H
#define HEDGING_CUED_H

#include "core.h"

/* The row of a word that is in no table. */
enum { NO_ROW = UINT16_MAX };

/* Sentences lie one behind the other, and cues stand in theirs, in order. */
typedef struct {
    size_t tokens, sentences, cues;
    const uint64_t *ids, *classes;         /* of tokens */
    const uint8_t *initial, *quoted;
    const int64_t *stop;                   /* of sentences: the row behind the last */
    const int64_t *sentence, *start, *end; /* of cues */
    const uint8_t *kind;
    const uint64_t *words;
    const uint16_t *known;                 /* rows of tokens among the words of the tables of sources */
} cued_columns;

static inline int64_t first_row(const cued_columns *columns, int64_t sentence) {
    return sentence ? columns->stop[sentence - 1] : 0;
}

#endif
