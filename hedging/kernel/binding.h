/* What the files of the binding share. */
#ifndef HEDGING_BINDING_H
#define HEDGING_BINDING_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "core.h"

/* A copy of a flat file on large pages, where the system has them; `*block` is to be freed. */
uint8_t *copy_content(const char *data, size_t size, void **block);
PyObject *refuse_tables(int version, Py_ssize_t size);
void *resize_block(void *context, void *block, size_t old_size, size_t size);

/* ---- binding_scopes.c ---- */

PyObject *open_scopes(PyObject *module, PyObject *content);
PyObject *find_scopes(PyObject *module, PyObject *args);

/* ---- binding_sources.c ---- */

PyObject *open_sources(PyObject *module, PyObject *content);
PyObject *find_sources(PyObject *module, PyObject *args);

/* ---- binding_depth.c ---- */

typedef struct kept_round kept_round;

PyObject *open_depth(PyObject *module, PyObject *content);
/* A round to keep what a request reads, with tables of depth; NULL with an error set. */
kept_round *begin_round(PyObject *depth, core_request *request);
/* The round as an object that owns the codes and its tables. A failure frees the round, but no codes. */
PyObject *round_object(kept_round *kept, uint32_t *codes, PyObject *owners, const core_tables *tables,
                       const core_characters *characters);
void end_round(kept_round *kept);
PyObject *outline_round(PyObject *module, PyObject *round);
PyObject *read_round(PyObject *module, PyObject *args);
PyObject *places_in_round(PyObject *module, PyObject *args);

#endif
