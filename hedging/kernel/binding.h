/* What the files share that make a module of Python out of the core. */
#ifndef HEDGING_BINDING_H
#define HEDGING_BINDING_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "core.h"

/* A copy of a flat file on large pages, where the system has them; `*block` is to be freed. */
uint8_t *copy_content(const char *data, size_t size, void **block);
/* The memory of a run: see core_memory. */
void *resize_block(void *context, void *block, size_t old_size, size_t size);

PyObject *open_scopes(PyObject *module, PyObject *content);
PyObject *find_scopes(PyObject *module, PyObject *args);

#endif
