/* Sources as functions of Python: columns in, one bytearray of columns out. */
#include "binding.h"
#include "sources.h"

static int open_checked(const uint8_t *content, size_t size, void *tables) {
    return sources_open(content, size, tables);
}

static const file_kind SOURCES = {
    "hedging.kernel.sources", sizeof(source_tables), open_checked, "hedging.kernel.sources",
};

PyObject *open_sources(PyObject *module, PyObject *content) {
    (void)module;
    return open_file(content, &SOURCES);
}

const source_tables *sources_in(PyObject *tables) { return tables_in(tables, &SOURCES); }

enum { IDS, CLASSES, INITIAL, QUOTED, STOPS, SENTENCE, START, END, KIND, WORDS, COLUMNS_IN };

typedef struct {
    const char *data;
    Py_ssize_t size;
} column;

/* Columns of so many numbers of such a width, on their boundaries. */
static int has_shape(const column *column, size_t count, size_t width) {
    return (size_t)column->size == count * width && ((uintptr_t)column->data & (width - 1)) == 0;
}

/* The columns as numbers; 0 with an error set if they are not of one length. */
static int read_columns(const column *in, cued_columns *q) {
    q->tokens = (size_t)in[INITIAL].size;
    q->sentences = (size_t)in[STOPS].size / 8;
    q->cues = (size_t)in[KIND].size;
    int fits = has_shape(&in[IDS], q->tokens, 8) && has_shape(&in[CLASSES], q->tokens, 8)
        && has_shape(&in[QUOTED], q->tokens, 1) && has_shape(&in[STOPS], q->sentences, 8)
        && has_shape(&in[SENTENCE], q->cues, 8) && has_shape(&in[START], q->cues, 8)
        && has_shape(&in[END], q->cues, 8) && has_shape(&in[WORDS], q->cues, 8);
    if (!fits) {
        PyErr_SetString(PyExc_ValueError, "expected columns of one length for rows, and of one for cues");
        return 0;
    }
    q->ids = (const uint64_t *)in[IDS].data;
    q->classes = (const uint64_t *)in[CLASSES].data;
    q->initial = (const uint8_t *)in[INITIAL].data;
    q->quoted = (const uint8_t *)in[QUOTED].data;
    q->stop = (const int64_t *)in[STOPS].data;
    q->sentence = (const int64_t *)in[SENTENCE].data;
    q->start = (const int64_t *)in[START].data;
    q->end = (const int64_t *)in[END].data;
    q->kind = (const uint8_t *)in[KIND].data;
    q->words = (const uint64_t *)in[WORDS].data;
    q->known = NULL;
    return 1;
}

PyObject *find_sources(PyObject *module, PyObject *args) {
    PyObject *tables;
    column in[COLUMNS_IN];
    cued_columns request;
    core_memory memory = {NULL, resize_block};
    (void)module;
    /* The arrays are those of the caller, who holds them until this returns. */
    if (!PyArg_ParseTuple(args, "Oy#y#y#y#y#y#y#y#y#y#", &tables, &in[IDS].data, &in[IDS].size,
                          &in[CLASSES].data, &in[CLASSES].size, &in[INITIAL].data, &in[INITIAL].size,
                          &in[QUOTED].data, &in[QUOTED].size, &in[STOPS].data, &in[STOPS].size,
                          &in[SENTENCE].data, &in[SENTENCE].size, &in[START].data, &in[START].size,
                          &in[END].data, &in[END].size, &in[KIND].data, &in[KIND].size,
                          &in[WORDS].data, &in[WORDS].size))
        return NULL;
    const source_tables *own = sources_in(tables);
    if (own == NULL || !read_columns(in, &request)) return NULL;
    if (check_cued(&request)) return refuse_columns();
    size_t cues = request.cues;
    PyObject *content = PyByteArray_FromStringAndSize(NULL, (Py_ssize_t)(cues * (2 * 8 + 3)));
    if (content == NULL) return NULL;
    char *data = PyByteArray_AsString(content);
    source_columns columns = {
        (int64_t *)data, (int64_t *)(data + 8 * cues), (uint8_t *)(data + 16 * cues),
        (uint8_t *)(data + 17 * cues), (uint8_t *)(data + 18 * cues),
    };
    int failed;
    Py_BEGIN_ALLOW_THREADS
    failed = sources_find(own, &request, &columns, memory);
    Py_END_ALLOW_THREADS
    if (failed == CORE_OK) return content;
    Py_DECREF(content);
    return PyErr_NoMemory();
}
