/* Sentences with their cues -> the scope of each cue: the twin of hedging/depth/scopes.py.

   Like the core, it knows nothing of Python and keeps no state. It is apart from core.h because the
   core in the browser has no scopes. */
#ifndef HEDGING_SCOPES_H
#define HEDGING_SCOPES_H

#include "cued.h"
#include "depth_schema.h"

typedef struct {
    const int8_t *weights;        /* of features, 1 << SCOPE_BITS */
    const uint8_t *is_candidate;  /* by the tags around a boundary, SCOPE_PAIRS */
} scope_end;

/* The weights of a definition; what they hold is declared in hedging/kernel/depth_schema.py. */
typedef struct {
    SCOPES_FIELDS
    scope_end begin, stop;
} scope_tables;

/* A flat file -> pointers into it; CORE_BAD_TABLES if it is another. */
int scopes_open(const uint8_t *content, size_t size, scope_tables *tables);
/* The first row and the stop of the scope of each cue. */
int scopes_find(const scope_tables *tables, const cued_columns *columns, core_memory memory,
                int64_t *begin, int64_t *stop);

#endif
