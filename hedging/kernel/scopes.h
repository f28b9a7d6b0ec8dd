/* Sentences with their cues -> the scope of each cue: the twin of hedging/depth/scopes.py.

   Like the core, it knows nothing of Python and keeps no state. It is apart from core.h because the
   core in the browser has no scopes. */
#ifndef HEDGING_SCOPES_H
#define HEDGING_SCOPES_H

#include "core.h"

typedef struct {
    const int8_t *weights;        /* of features, 1 << SCOPE_BITS */
    const uint8_t *is_candidate;  /* by the tags around a boundary, SCOPE_PAIRS */
} scope_end;

typedef struct {
    const int8_t *tags; /* a row of TAG_COUNT weights for each of 1 << TAG_BITS features */
    scope_end begin, stop;
    int has_kinds;
} scope_tables;

/* The columns of CuedSentences, as they lie one behind the other. */
typedef struct {
    size_t tokens, sentences, cues;
    const uint64_t *ids, *classes;        /* of tokens */
    const int64_t *first, *stop;          /* of sentences */
    const int64_t *sentence, *start, *end; /* of cues */
    const uint64_t *words;
    const uint8_t *initial, *kind;
} cued_columns;

/* A file of hedging/kernel/scopes.py -> pointers into it; CORE_BAD_TABLES if it is another. */
int scopes_open(const uint8_t *content, size_t size, scope_tables *tables);
/* Columns of so many rows -> pointers to them, all checked; CORE_BAD_SPANS if they do not fit. */
int scopes_read(const uint8_t *content, size_t size, cued_columns *columns);
/* The first row and the stop of the scope of each cue. */
int scopes_find(const scope_tables *tables, const cued_columns *columns, core_memory memory,
                int64_t *begin, int64_t *stop);

#endif
