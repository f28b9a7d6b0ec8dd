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

const scope_tables *scopes_in(PyObject *tables) { return tables_in(tables, &SCOPES); }

/* Points the columns into bytes where they lie one behind the other, the wide ones first; 0 if these are
   not as many. */
static int read_columns(const uint8_t *content, size_t size, cued_columns *c) {
    size_t tokens = c->tokens, sentences = c->sentences, cues = c->cues;
    if (tokens > size || sentences > size || cues > size) return 0;
    if (size != (uint64_t)17 * tokens + (uint64_t)8 * sentences + (uint64_t)33 * cues) return 0;
    c->ids = (const uint64_t *)content;
    c->classes = c->ids + tokens;
    c->words = c->classes + tokens;
    c->stop = (const int64_t *)(c->words + cues);
    c->sentence = c->stop + sentences;
    c->start = c->sentence + cues;
    c->end = c->start + cues;
    c->initial = (const uint8_t *)(c->end + cues);
    c->kind = c->initial + tokens;
    return 1;
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
    const scope_tables *own = scopes_in(tables);
    if (own == NULL || PyBytes_AsStringAndSize(content, &data, &size) < 0) return NULL;
    memset(&columns, 0, sizeof columns);
    /* What is negative becomes larger than any content. */
    columns.tokens = (size_t)tokens;
    columns.sentences = (size_t)sentences;
    columns.cues = (size_t)cues;
    if (!read_columns((const uint8_t *)data, (size_t)size, &columns) || check_cued(&columns))
        return refuse_columns();
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
