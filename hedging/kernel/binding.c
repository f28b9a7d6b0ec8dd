/* The core as a module of Python: str and bytes in, one bytearray of columns out.

   Only the limited API of Python 3.10 is used, so that one file serves all later versions. */
#include "binding.h"

#include <stdlib.h>

/* A flat file that has been checked; the pointers of its tables lead into `block`. */
typedef struct {
    void *block, *tables;
} opened_file;

static void free_file(opened_file *own) {
    free(own->block);
    free(own->tables);
    free(own);
}

static void close_file(PyObject *capsule) {
    opened_file *own = PyCapsule_GetPointer(capsule, PyCapsule_GetName(capsule));
    if (own) free_file(own);
}

/* One of the parts of a flat file, which is a list of them or a single one; 0 with an error set. */
static int part_of(PyObject *content, Py_ssize_t number, const char **data, size_t *size) {
    Py_ssize_t length = 0;
    PyObject *part = PyList_Check(content) ? PyList_GetItem(content, number) : content;
    int is_read = part != NULL && PyArg_Parse(part, "y#", data, &length);
    *size = (size_t)length;
    return is_read;
}

/* The size of a flat file; 0 with an error set if a part is none. */
static int measure_parts(PyObject *content, Py_ssize_t count, size_t *total) {
    *total = 0;
    for (Py_ssize_t k = 0; k < count; k++) {
        const char *data;
        size_t size;
        if (!part_of(content, k, &data, &size)) return 0;
        *total += size;
    }
    return 1;
}

/* A copy of a flat file; `*block` is to be freed. Tables are read at random places, and with small pages
   the processor would look up where a page is nearly as often as a weight. */
static uint8_t *copy_parts(PyObject *content, Py_ssize_t count, size_t total, void **block) {
    size_t boundary = total < LARGE_PAGE ? 64 : LARGE_PAGE;
    size_t pages = (total + boundary - 1) / boundary;
    *block = malloc((pages + 1) * boundary);
    if (*block == NULL) return PyErr_NoMemory(), NULL;
    uint8_t *copied = (uint8_t *)(((uintptr_t)*block + boundary - 1) & ~(uintptr_t)(boundary - 1)), *at = copied;
    if (boundary == LARGE_PAGE) ask_for_large_pages(copied, pages * LARGE_PAGE);
    for (Py_ssize_t k = 0; k < count; k++) {
        const char *data;
        size_t size;
        if (!part_of(content, k, &data, &size)) return NULL;
        memcpy(at, data, size);
        at += size;
    }
    return copied;
}

PyObject *open_file(PyObject *content, const file_kind *kind) {
    size_t size;
    PyObject *capsule = NULL;
    Py_ssize_t count = PyList_Check(content) ? PyList_Size(content) : 1;
    if (!measure_parts(content, count, &size)) return NULL;
    opened_file *own = calloc(1, sizeof *own);
    if (own == NULL) return PyErr_NoMemory();
    own->tables = calloc(1, kind->size);
    const uint8_t *copied = own->tables ? copy_parts(content, count, size, &own->block) : NULL;
    int failed = copied ? kind->open(copied, size, own->tables) : CORE_NO_MEMORY;
    if (failed == CORE_OK) capsule = PyCapsule_New(own, kind->name, close_file);
    else if (failed == CORE_NO_MEMORY) {
        if (PyErr_Occurred() == NULL) PyErr_NoMemory();
    } else
        PyErr_Format(PyExc_ValueError, "expected the tables of a kernel of this version, got %zu bytes "
                     "that do not fit: make them with %s", size, kind->maker);
    if (capsule == NULL) free_file(own);
    return capsule;
}

void *tables_in(PyObject *capsule, const file_kind *kind) {
    opened_file *own = PyCapsule_GetPointer(capsule, kind->name);
    return own ? own->tables : NULL;
}

static int open_cues(const uint8_t *content, size_t size, void *tables) {
    return core_open_tables(content, size, tables);
}

static int open_lexicon(const uint8_t *content, size_t size, void *tables) {
    return core_open_custom(content, size, tables);
}

static int open_pages(const uint8_t *content, size_t size, void *tables) {
    return core_open_characters(content, size, tables);
}

static const file_kind TABLES = {
    "hedging.kernel.tables", sizeof(core_tables), open_cues, "hedging.kernel.tables",
};
static const file_kind CUSTOM = {
    "hedging.kernel.custom", sizeof(core_tables), open_lexicon, "hedging.kernel.tables",
};
static const file_kind CHARACTERS = {
    "hedging.kernel.characters", sizeof(core_characters), open_pages, "hedging.kernel.tables",
};

const core_tables *core_tables_in(PyObject *capsule) { return tables_in(capsule, &TABLES); }

static PyObject *open_model(PyObject *module, PyObject *content) {
    (void)module;
    return open_file(content, &TABLES);
}

static PyObject *open_custom(PyObject *module, PyObject *content) {
    (void)module;
    return open_file(content, &CUSTOM);
}

static PyObject *open_characters(PyObject *module, PyObject *content) {
    (void)module;
    return open_file(content, &CHARACTERS);
}

/* Where each text of a list begins, with line ends behind it, and the end of all; NULL with an error
   set if that fails. */
static size_t *measure_texts(PyObject *texts) {
    size_t count = (size_t)PyList_Size(texts), total = 0;
    size_t *document = malloc((count + 1) * sizeof *document);
    if (document == NULL) return PyErr_NoMemory(), NULL;
    for (size_t k = 0; k < count; k++) {
        Py_ssize_t length = PyUnicode_GetLength(PyList_GetItem(texts, (Py_ssize_t)k));
        document[k] = total;
        total += (size_t)length + DOCUMENT_BREAK;
        if (length >= 0 && total <= MOST_CODES) continue;
        if (length >= 0) PyErr_SetString(PyExc_OverflowError, "a round has too many characters");
        free(document);
        return NULL;
    }
    document[count] = total;
    return document;
}

/* The code points of the texts, each with line ends behind it; NULL with an error set. */
static uint32_t *copy_texts(PyObject *texts, const size_t *document) {
    size_t count = (size_t)PyList_Size(texts);
    size_t size = (document[count] + 1) * sizeof(uint32_t);
    uint32_t *codes = malloc(size);
    if (codes == NULL) return PyErr_NoMemory(), NULL;
    ask_for_large_pages(codes, size);
    for (size_t k = 0; k < count; k++) {
        size_t begin = document[k], end = document[k + 1] - DOCUMENT_BREAK;
        PyObject *text = PyList_GetItem(texts, (Py_ssize_t)k);
        if (end > begin && !PyUnicode_AsUCS4(text, codes + begin, (Py_ssize_t)(end - begin), 0)) {
            free(codes);
            return NULL;
        }
        codes[end] = codes[end + 1] = 10;
    }
    return codes;
}

/* A single text from this length on is copied part by part, while the core goes on. */
enum { LARGE_TEXT = 1 << 20 };

typedef struct {
    PyObject *text;
    PyThreadState *state; /* of the thread that has let go of Python */
} large_text;

/* Copies a part of a large text: the core asks for it without Python's lock. */
static int copy_part(void *context, size_t begin, size_t end, uint32_t *codes) {
    large_text *own = context;
    PyEval_RestoreThread(own->state);
    PyObject *part = PyUnicode_Substring(own->text, (Py_ssize_t)begin, (Py_ssize_t)end);
    int is_copied = part != NULL && PyUnicode_AsUCS4(part, codes, (Py_ssize_t)(end - begin), 0) != NULL;
    Py_XDECREF(part);
    own->state = PyEval_SaveThread();
    return is_copied;
}

/* The given spans and the first span of each document, both bytes of 64-bit numbers. */
static int read_spans(PyObject *spans, PyObject *offsets, core_request *request, size_t **copied) {
    char *span_data, *offset_data;
    Py_ssize_t span_size, offset_size;
    if (PyBytes_AsStringAndSize(spans, &span_data, &span_size) < 0) return 0;
    if (PyBytes_AsStringAndSize(offsets, &offset_data, &offset_size) < 0) return 0;
    size_t count = request->documents + 1, before = 0, pairs = (size_t)span_size / 16;
    int fits = (size_t)offset_size == count * 8 && span_size % 16 == 0;
    *copied = malloc(count * sizeof **copied);
    if (*copied == NULL) return PyErr_NoMemory(), 0;
    for (size_t k = 0; fits && k < count; k++) {
        int64_t offset;
        memcpy(&offset, offset_data + 8 * k, 8);
        fits = offset >= (int64_t)before && (uint64_t)offset <= pairs;
        (*copied)[k] = before = (size_t)offset;
    }
    if (!fits) return PyErr_SetString(PyExc_ValueError, "the spans do not fit the texts"), 0;
    request->spans = (const int64_t *)span_data;
    request->document_span = *copied;
    return 1;
}

/* From so many bytes on, other threads may use Python while they are copied. */
enum { MANY_BYTES = 1 << 16 };

/* Moves the columns to one block of their size. */
static void join_columns(core_run *run, char *at, size_t total) {
    PyThreadState *state = total < MANY_BYTES ? NULL : PyEval_SaveThread();
    ask_for_large_pages(at, total);
    for (int k = 0; k < COLUMNS; k++) {
        core_buffer *column = &run->columns[k];
        if (column->size) memcpy(at, column->data, column->size);
        at += column->size;
        /* One after the other, so that a long text is not in memory twice. */
        core_drop(&run->memory, column);
    }
    if (state) PyEval_RestoreThread(state);
}

/* All columns, one after the other, in a bytearray, and the size of each. */
static PyObject *hand_over(core_run *run) {
    size_t total = 0;
    PyObject *content = NULL, *both = NULL, *sizes = PyTuple_New(COLUMNS);
    for (int k = 0; sizes && k < COLUMNS; k++) {
        PyObject *number = PyLong_FromSize_t(run->columns[k].size);
        if (number == NULL || PyTuple_SetItem(sizes, k, number) < 0) Py_CLEAR(sizes);
        total += run->columns[k].size;
    }
    if (sizes) content = PyByteArray_FromStringAndSize(NULL, (Py_ssize_t)total);
    if (content) {
        join_columns(run, PyByteArray_AsString(content), total);
        both = PyTuple_Pack(2, content, sizes);
    }
    Py_XDECREF(sizes);
    Py_XDECREF(content);
    return both;
}

static PyObject *result_of(core_run *run, int failed) {
    switch (failed) {
    case CORE_OK: return hand_over(run);
    case CORE_UNSEEN: Py_RETURN_NONE;
    case CORE_NO_MEMORY: return PyErr_NoMemory();
    case CORE_NOT_FETCHED: return NULL; /* with an error set */
    default:
        PyErr_SetString(PyExc_ValueError, "expected spans in order, disjoint and inside their document");
        return NULL;
    }
}

/* The columns of a round together with the round, which from now on owns the codes and the places of the
   documents. */
static PyObject *with_round(PyObject *columns, kept_round *kept, const core_request *request, uint32_t **codes,
                            size_t **document, PyObject *args) {
    const core_characters *seen = tables_in(PyTuple_GetItem(args, 1), &CHARACTERS);
    PyObject *round = round_object(kept, request, *codes, *document, args, seen);
    PyObject *all = NULL;
    if (round) {
        *codes = NULL;
        *document = NULL;
        all = PyTuple_Pack(3, PyTuple_GetItem(columns, 0), PyTuple_GetItem(columns, 1), round);
        Py_DECREF(round);
    }
    Py_DECREF(columns);
    return all;
}

/* What a model is opened as, the tables of characters, texts, spans and their offsets or None, the least sum
   of a cue that may be shown alone, and the cues of the caller or None. The tokens are kept if the model is opened with its depth. */
static PyObject *score(PyObject *module, PyObject *args) {
    PyObject *model, *characters, *texts, *spans, *offsets, *custom = Py_None, *result = NULL;
    kept_round *kept = NULL;
    core_request request;
    core_run run;
    core_memory memory = {NULL, resize_block};
    large_text large;
    uint32_t *codes = NULL;
    size_t *document, *document_span = NULL;
    int least_sum = INT32_MIN;
    (void)module;
    memset(&request, 0, sizeof request);
    if (!PyArg_ParseTuple(args, "OOOOO|iO", &model, &characters, &texts, &spans, &offsets, &least_sum, &custom))
        return NULL;
    if (custom != Py_None && (request.custom = tables_in(custom, &CUSTOM)) == NULL) return NULL;
    const core_tables *of_depth = depth_cues_in(model), *own = of_depth ? of_depth : core_tables_in(model);
    const core_characters *seen = own ? tables_in(characters, &CHARACTERS) : NULL;
    if (seen == NULL) return NULL;
    if (!PyList_Check(texts)) {
        PyErr_SetString(PyExc_TypeError, "expected a list of texts");
        return NULL;
    }
    if (of_depth && (kept = begin_round(model, least_sum, &request)) == NULL) return NULL;
    request.documents = (size_t)PyList_Size(texts);
    request.document = document = measure_texts(texts);
    if (document == NULL) {
        if (kept) end_round(kept);
        return NULL;
    }
    if (request.documents == 1 && document[1] > LARGE_TEXT && spans == Py_None && !kept) {
        request.fetch = copy_part;
        request.context = &large;
        large.text = PyList_GetItem(texts, 0);
    } else request.codes = codes = copy_texts(texts, document);
    if ((codes || request.fetch) && (spans == Py_None || read_spans(spans, offsets, &request, &document_span))) {
        core_start(&run, own, seen, memory);
        large.state = PyEval_SaveThread();
        int failed = core_score(&run, &request);
        core_release_work(&run);
        PyEval_RestoreThread(large.state);
        if (kept == NULL) {
            free(codes);
            codes = NULL;
        }
        result = result_of(&run, failed);
        core_release(&run);
        if (kept && result && result != Py_None) {
            result = with_round(result, kept, &request, &codes, &document, args);
            kept = NULL;
        }
    }
    if (kept) end_round(kept);
    free(codes);
    free(document);
    free(document_span);
    return result;
}

static PyMethodDef METHODS[] = {
    {"open_characters", open_characters, METH_O, "The tables of characters, checked."},
    {"open_custom", open_custom, METH_O, "The cues of a caller, checked."},
    {"open_model", open_model, METH_O, "The tables of the cues of a model, checked."},
    {"open_depth", open_depth, METH_VARARGS, "The same with the tables of what goes beyond cues, checked."},
    {"score", score, METH_VARARGS, "The columns of a round of texts, and the round if it is kept; None for unseen characters."},
    {"answer", answer, METH_VARARGS, "All that goes beyond the cues of a round."},
    {NULL, NULL, 0, NULL},
};

static int add_constants(PyObject *module) {
    return PyModule_AddIntConstant(module, "ABI", ABI);
}

static PyModuleDef_Slot SLOTS[] = {{Py_mod_exec, (void *)add_constants}, {0, NULL}};

static struct PyModuleDef MODULE = {
    PyModuleDef_HEAD_INIT, "_core", "Texts to scored candidates, compiled.", 0, METHODS, SLOTS,
    NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__core(void) { return PyModuleDef_Init(&MODULE); }
