/* Weights of scopes and columns of sentences with their cues, as bytes -> scopes, as a bytearray. */
#include "binding.h"
#include "scopes.h"

static int open_checked(const uint8_t *content, size_t size, void *tables) {
    return scopes_open(content, size, tables);
}

static const file_kind SCOPES = {
    "hedging.kernel.scopes", sizeof(scope_tables), open_checked, "hedging.kernel.scopes",
};

PyObject *open_scopes(PyObject *module, PyObject *content) {
    (void)module;
    return open_file(content, &SCOPES);
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
    const scope_tables *own = tables_in(tables, &SCOPES);
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
    failed = scopes_find(own, &columns, memory, begin, begin + cues);
    Py_END_ALLOW_THREADS
    if (failed) {
        Py_DECREF(ends);
        return PyErr_NoMemory();
    }
    return ends;
}
