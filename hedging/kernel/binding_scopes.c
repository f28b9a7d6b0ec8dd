/* Weights of scopes and columns of sentences with their cues, as bytes -> scopes, as a bytearray. */
#include "binding.h"
#include "scopes.h"

#include <stdlib.h>

static const char SCOPES[] = "hedging.kernel.scopes";

/* A file of weights that has been checked; the pointers lead into it. */
typedef struct {
    void *block;
    scope_tables tables;
} opened_scopes;

static void close_scopes(PyObject *capsule) {
    opened_scopes *own = PyCapsule_GetPointer(capsule, SCOPES);
    if (own == NULL) return;
    free(own->block);
    free(own);
}

PyObject *open_scopes(PyObject *module, PyObject *content) {
    char *data;
    Py_ssize_t size;
    PyObject *capsule = NULL;
    (void)module;
    if (PyBytes_AsStringAndSize(content, &data, &size) < 0) return NULL;
    opened_scopes *own = calloc(1, sizeof *own);
    const uint8_t *copied = own ? copy_content(data, (size_t)size, &own->block) : NULL;
    if (copied == NULL) {
        PyErr_NoMemory();
    } else if (scopes_open(copied, (size_t)size, &own->tables)) {
        PyErr_Format(PyExc_ValueError, "expected the weights of scopes for this kernel, got %zd bytes "
                     "that do not fit: make them with hedging.kernel.scopes", size);
    } else {
        capsule = PyCapsule_New(own, SCOPES, close_scopes);
    }
    if (capsule == NULL && own) {
        free(own->block);
        free(own);
    }
    return capsule;
}

PyObject *find_scopes(PyObject *module, PyObject *args) {
    PyObject *tables, *content;
    Py_ssize_t tokens, sentences, cues, size;
    cued_columns columns;
    core_memory memory = {NULL, resize_block};
    char *data;
    int failed;
    (void)module;
    if (!PyArg_ParseTuple(args, "OOnnn", &tables, &content, &tokens, &sentences, &cues)) return NULL;
    opened_scopes *own = PyCapsule_GetPointer(tables, SCOPES);
    if (own == NULL || PyBytes_AsStringAndSize(content, &data, &size) < 0) return NULL;
    /* What is negative becomes larger than any content. */
    columns.tokens = (size_t)tokens;
    columns.sentences = (size_t)sentences;
    columns.cues = (size_t)cues;
    if (scopes_read((const uint8_t *)data, (size_t)size, &columns)) {
        PyErr_SetString(PyExc_ValueError, "expected sentences one behind the other, and cues in their "
                        "sentences, in order");
        return NULL;
    }
    PyObject *ends = PyByteArray_FromStringAndSize(NULL, 16 * cues);
    if (ends == NULL) return NULL;
    int64_t *begin = (int64_t *)PyByteArray_AsString(ends);
    Py_BEGIN_ALLOW_THREADS
    failed = scopes_find(&own->tables, &columns, memory, begin, begin + cues);
    Py_END_ALLOW_THREADS
    if (failed) {
        Py_DECREF(ends);
        return PyErr_NoMemory();
    }
    return ends;
}
