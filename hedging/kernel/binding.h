/* What the files of the binding share. */
#ifndef HEDGING_BINDING_H
#define HEDGING_BINDING_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "core.h"

/* A kind of flat file: the name of its capsule, the size of its tables, what checks a file and makes
   the tables lead into it (CORE_OK if it fits), and the module of Python that makes such files. */
typedef struct {
    const char *name;
    size_t size;
    int (*open)(const uint8_t *content, size_t size, void *tables);
    const char *maker;
} file_kind;

/* The tables of the cues of a model in a capsule; NULL with an error set if it is none. */
const core_tables *core_tables_in(PyObject *capsule);
/* A capsule with the tables of a flat file, which is copied: bytes, or a list of its parts, each of them
   bytes or an array. NULL with an error set if it does not fit. */
PyObject *open_file(PyObject *content, const file_kind *kind);
/* The tables in a capsule; NULL with an error set if it is none of that kind. */
void *tables_in(PyObject *capsule, const file_kind *kind);

/* ---- binding_memory.c ---- */

enum { LARGE_PAGE = 1 << 21 };

/* Asks for large pages inside a block that is not yet written; a smaller block is left as it is. */
void ask_for_large_pages(void *block, size_t size);
/* What `core_memory` asks for. */
void *resize_block(void *context, void *block, size_t old_size, size_t size);

/* ---- binding_depth.c ---- */

typedef struct kept_round kept_round;

/* The tables of the cues of a model, and the files of a depth model, of its scopes and of its sources: all
   of them in a capsule. */
PyObject *open_depth(PyObject *module, PyObject *args);
/* The tables of the cues of a model, if a capsule is what `open_depth` gives; else NULL. */
const core_tables *depth_cues_in(PyObject *capsule);
/* A round to keep what a request reads, with what `open_depth` gives; NULL with an error set. Cues of lower
   sums than `least_sum` are faint: see depth.h. */
kept_round *begin_round(PyObject *depth, int least_sum, core_request *request);
/* The round as an object that owns the codes, the places of the documents and its tables. A failure frees
   the round, but neither of the two. */
PyObject *round_object(kept_round *kept, const core_request *request, uint32_t *codes, size_t *document,
                       PyObject *owners, const core_characters *characters);
void end_round(kept_round *kept);
PyObject *answer(PyObject *module, PyObject *args);

#endif
