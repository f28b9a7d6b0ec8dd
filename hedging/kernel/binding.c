/* The core as a module of Python: a model is opened, texts are scored, what goes beyond their cues is answered.

   str and bytes come in, one bytearray of columns goes out. Only the limited API of Python 3.10 is used, so that
   one file serves all later versions. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdlib.h>

#include "binding_memory.h"
#include "depth.h"

static const core_memory MEMORY = {NULL, resize_block};

/* ---- files ---- */

/* A kind of flat file: the name of its capsule, the size of its tables, what checks a file and makes
   the tables lead into it (CORE_OK if it fits), and the module of Python that makes such files. */
typedef struct {
    const char *name;
    size_t size;
    int (*open)(const uint8_t *content, size_t size, void *tables);
    const char *maker;
} file_kind;

enum { MODEL, CUSTOM, CHARACTERS, DEPTH, SCOPES, SOURCES, KINDS_OF_FILES };

#define ROOM "hedging.kernel."
static const file_kind FILES[KINDS_OF_FILES] = {
    {ROOM "model", sizeof(core_tables), core_open_tables, ROOM "tables"},
    {ROOM "custom", sizeof(core_tables), core_open_custom, ROOM "tables"},
    {ROOM "characters", sizeof(core_characters), core_open_characters, ROOM "tables"},
    {ROOM "depth", sizeof(depth_tables), depth_open_tables, ROOM "depth_tables"},
    {ROOM "scopes", sizeof(scope_tables), scopes_open, ROOM "depth_tables"},
    {ROOM "sources", sizeof(source_tables), sources_open, ROOM "depth_tables"},
};

/* A flat file that has been checked; the pointers of its tables lead into `block`. */
typedef struct {
    void *block, *tables;
} opened_file;

static void free_file(opened_file *file) {
    free(file->block);
    free(file->tables);
    free(file);
}

static void close_file(PyObject *capsule) {
    opened_file *file = PyCapsule_GetPointer(capsule, PyCapsule_GetName(capsule));
    if (file) free_file(file);
}

/* The tables in a capsule; NULL with an error set if it is none of that kind. */
static void *tables_in(PyObject *capsule, int kind) {
    opened_file *file = PyCapsule_GetPointer(capsule, FILES[kind].name);
    return file ? file->tables : NULL;
}

/* A copy of a flat file; `*block` is to be freed. Tables are read at random places, and with small pages
   the processor would look up where a page is nearly as often as a weight. */
static uint8_t *copy_file(const char *content, size_t size, void **block) {
    size_t boundary = size < LARGE_PAGE ? 64 : LARGE_PAGE;
    size_t pages = (size + boundary - 1) / boundary;
    *block = malloc((pages + 1) * boundary);
    if (*block == NULL) return NULL;
    uint8_t *copied = (uint8_t *)(((uintptr_t)*block + boundary - 1) & ~(uintptr_t)(boundary - 1));
    if (boundary == LARGE_PAGE) ask_for_large_pages(copied, pages * LARGE_PAGE);
    return memcpy(copied, content, size);
}

/* A capsule with the tables of a flat file, which is copied. NULL with an error set if it does not fit. */
static PyObject *open_file(const char *content, size_t size, const file_kind *kind) {
    PyObject *capsule = NULL;
    opened_file *file = calloc(1, sizeof *file);
    if (file == NULL) return PyErr_NoMemory();
    file->tables = calloc(1, kind->size);
    const uint8_t *copied = file->tables ? copy_file(content, size, &file->block) : NULL;
    int failed = copied ? kind->open(copied, size, file->tables) : CORE_NO_MEMORY;
    if (failed == CORE_OK) capsule = PyCapsule_New(file, kind->name, close_file);
    else if (failed == CORE_NO_MEMORY) PyErr_NoMemory();
    else PyErr_Format(PyExc_ValueError, "expected the tables of a kernel of this version, got %zu bytes "
                      "that do not fit: make them with %s", size, kind->maker);
    if (capsule == NULL) free_file(file);
    return capsule;
}

/* The name of a kind of file, and such a file. */
static PyObject *open_tables(PyObject *module, PyObject *args) {
    const char *name, *content;
    Py_ssize_t size;
    (void)module;
    if (!PyArg_ParseTuple(args, "sy#", &name, &content, &size)) return NULL;
    for (int k = 0; k < KINDS_OF_FILES; k++)
        if (strcmp(FILES[k].name + sizeof ROOM - 1, name) == 0) return open_file(content, (size_t)size, &FILES[k]);
    return PyErr_Format(PyExc_ValueError, "expected the name of a file that the kernel reads, got '%s'", name);
}

/* All tables of a model under a scheme, with their words joined; `owners` hold the tables. */
typedef struct {
    joined_words words;
    const scope_tables *scopes;
    PyObject *owners;
} opened_model;

static const char JOINED[] = ROOM "joined";

static void free_model(opened_model *joined) {
    if (joined->words.slots) resize_block(NULL, joined->words.slots, sizeof(word_slot) * (joined->words.mask + 1), 0);
    Py_DECREF(joined->owners);
    free(joined);
}

static void close_model(PyObject *capsule) {
    opened_model *joined = PyCapsule_GetPointer(capsule, JOINED);
    if (joined) free_model(joined);
}

/* A model, and its depth, scopes and sources, all of them opened. */
static PyObject *join(PyObject *module, PyObject *args) {
    PyObject *file[4], *capsule = NULL;
    (void)module;
    if (!PyArg_ParseTuple(args, "OOOO", &file[0], &file[1], &file[2], &file[3])) return NULL;
    joined_words words = {tables_in(file[0], MODEL), tables_in(file[1], DEPTH), tables_in(file[3], SOURCES), NULL, 0, 0};
    const scope_tables *scopes = tables_in(file[2], SCOPES);
    if (!words.core || !words.depth || !words.sources || !scopes) return NULL;
    opened_model *joined = calloc(1, sizeof *joined);
    if (joined == NULL) return PyErr_NoMemory();
    Py_INCREF(args);
    *joined = (opened_model){words, scopes, args};
    int failed = join_words(&joined->words, MEMORY);
    if (failed == CORE_OK) capsule = PyCapsule_New(joined, JOINED, close_model);
    else if (failed == CORE_NO_MEMORY) PyErr_NoMemory();
    else PyErr_SetString(PyExc_ValueError, "expected fewer words than 65,535 in tables of depth and of sources");
    if (capsule == NULL) free_model(joined);
    return capsule;
}

/* ---- texts ---- */

/* Texts that are scored, with all that their depth needs if that is asked for. */
typedef struct {
    core_request request;
    depth_texts texts;
    const opened_model *model; /* with its depth, or NULL */
    uint32_t *codes;
    size_t *document, *document_span;
    PyObject *owners; /* the arguments, among them the model and the characters */
} scored_texts;

static const char TEXTS[] = ROOM "texts";

static void free_texts(scored_texts *scored) {
    depth_release(&scored->texts, MEMORY);
    free(scored->codes);
    free(scored->document);
    free(scored->document_span);
    Py_DECREF(scored->owners);
    free(scored);
}

static void close_texts(PyObject *capsule) {
    scored_texts *scored = PyCapsule_GetPointer(capsule, TEXTS);
    if (scored) free_texts(scored);
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
        if (length >= 0) PyErr_SetString(PyExc_OverflowError, "the texts have too many characters");
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
    large_text *large = context;
    PyEval_RestoreThread(large->state);
    PyObject *part = PyUnicode_Substring(large->text, (Py_ssize_t)begin, (Py_ssize_t)end);
    int is_copied = part != NULL && PyUnicode_AsUCS4(part, codes, (Py_ssize_t)(end - begin), 0) != NULL;
    Py_XDECREF(part);
    large->state = PyEval_SaveThread();
    return is_copied;
}

/* The given spans and the first span of each document, both bytes of 64-bit numbers; 0 with an error set. */
static int read_spans(PyObject *spans, PyObject *offsets, scored_texts *scored) {
    char *span_data, *offset_data;
    Py_ssize_t span_size, offset_size;
    if (PyBytes_AsStringAndSize(spans, &span_data, &span_size) < 0) return 0;
    if (PyBytes_AsStringAndSize(offsets, &offset_data, &offset_size) < 0) return 0;
    size_t count = scored->request.documents + 1, before = 0, pairs = (size_t)span_size / 16;
    int fits = (size_t)offset_size == count * 8 && span_size % 16 == 0;
    scored->document_span = malloc(count * sizeof *scored->document_span);
    if (scored->document_span == NULL) return PyErr_NoMemory(), 0;
    for (size_t k = 0; fits && k < count; k++) {
        int64_t offset;
        memcpy(&offset, offset_data + 8 * k, 8);
        fits = offset >= (int64_t)before && (uint64_t)offset <= pairs;
        scored->document_span[k] = before = (size_t)offset;
    }
    if (!fits) return PyErr_SetString(PyExc_ValueError, "the spans do not fit the texts"), 0;
    scored->request.spans = (const int64_t *)span_data;
    scored->request.document_span = scored->document_span;
    return 1;
}

/* Reads the texts, or prepares to read the only one part by part; 0 with an error set. */
static int read_texts(PyObject *texts, int has_spans, scored_texts *scored, large_text *large) {
    if (!PyList_Check(texts)) return PyErr_SetString(PyExc_TypeError, "expected a list of texts"), 0;
    scored->request.documents = (size_t)PyList_Size(texts);
    scored->request.document = scored->document = measure_texts(texts);
    if (scored->document == NULL) return 0;
    if (scored->request.documents == 1 && scored->document[1] > LARGE_TEXT && !has_spans && !scored->model) {
        scored->request.fetch = copy_part;
        scored->request.context = large;
        large->text = PyList_GetItem(texts, 0);
        return 1;
    }
    scored->request.codes = scored->codes = copy_texts(texts, scored->document);
    return scored->codes != NULL;
}

/* Makes the core see what the depth of the texts needs. */
static void ask_for_depth(scored_texts *scored, const core_characters *characters, int least_sum) {
    depth_texts *texts = &scored->texts;
    texts->tables = scored->model->words.depth;
    texts->core = scored->model->words.core;
    texts->characters = characters;
    texts->codes = scored->codes;
    texts->document = scored->document;
    texts->documents = scored->request.documents;
    texts->least_sum = least_sum;
    scored->request.see_tokens = depth_see_tokens;
    scored->request.see_sentences = depth_see_sentences;
    scored->request.seen = texts;
}

/* From so many bytes on, other threads may use Python while they are copied. */
enum { MANY_BYTES = 1 << 16 };

static void drop_column(core_buffer *column) {
    if (column->data) resize_block(NULL, column->data, column->capacity, 0);
    column->data = NULL;
}

/* Moves the columns to one block of their size. */
static void join_columns(core_run *run, char *at, size_t total) {
    PyThreadState *state = total < MANY_BYTES ? NULL : PyEval_SaveThread();
    ask_for_large_pages(at, total);
    for (int k = 0; k < COLUMNS; k++) {
        core_buffer *column = &run->columns[k];
        if (column->size) memcpy(at, column->data, column->size);
        at += column->size;
        /* One after the other, so that a long text is not in memory twice. */
        drop_column(column);
    }
    if (state) PyEval_RestoreThread(state);
}

/* All columns, one after the other, in a bytearray, and how many values each has. */
static PyObject *hand_over(core_run *run) {
    size_t total = 0;
    PyObject *content = NULL, *both = NULL, *counts = PyTuple_New(COLUMNS);
    for (int k = 0; counts && k < COLUMNS; k++) {
        PyObject *number = PyLong_FromSize_t(run->columns[k].size / COLUMN_WIDTHS[k]);
        if (number == NULL || PyTuple_SetItem(counts, k, number) < 0) Py_CLEAR(counts);
        total += run->columns[k].size;
    }
    if (counts) content = PyByteArray_FromStringAndSize(NULL, (Py_ssize_t)total);
    if (content) {
        join_columns(run, PyByteArray_AsString(content), total);
        both = PyTuple_Pack(2, content, counts);
    }
    Py_XDECREF(counts);
    Py_XDECREF(content);
    return both;
}

static PyObject *result_of(core_run *run, int failed) {
    switch (failed) {
    case CORE_OK: return hand_over(run);
    case CORE_UNSEEN: Py_RETURN_NONE;
    case CORE_NO_MEMORY: return PyErr_NoMemory();
    case CORE_NOT_FETCHED: return NULL; /* with an error set */
    default: return PyErr_Format(PyExc_ValueError, "expected spans in order, disjoint and inside their document");
    }
}

/* Scores texts that have been read, without Python's lock. */
static PyObject *run_request(scored_texts *scored, const core_tables *tables, const core_characters *characters,
                             large_text *large) {
    core_run run;
    core_start(&run, tables, characters, MEMORY);
    large->state = PyEval_SaveThread();
    int failed = core_score(&run, &scored->request);
    core_release_work(&run);
    PyEval_RestoreThread(large->state);
    if (!scored->model) {
        free(scored->codes);
        scored->codes = NULL;
    }
    PyObject *result = result_of(&run, failed);
    for (int k = 0; k < COLUMNS; k++) drop_column(&run.columns[k]);
    return result;
}

/* The columns of texts together with these, which have to answer for their depth. */
static PyObject *with_texts(PyObject *columns, scored_texts *scored) {
    PyObject *all = NULL, *texts = PyCapsule_New(scored, TEXTS, close_texts);
    if (texts) all = PyTuple_Pack(3, PyTuple_GetItem(columns, 0), PyTuple_GetItem(columns, 1), texts);
    else free_texts(scored);
    Py_XDECREF(texts);
    Py_DECREF(columns);
    return all;
}

/* A model, opened or joined, the tables of characters, texts, spans and their offsets or None, the least sum of a
   cue that may be shown alone, and the cues of the caller or None. A model that is joined answers for its depth. */
static PyObject *score(PyObject *module, PyObject *args) {
    PyObject *model, *characters, *texts, *spans, *offsets, *custom = Py_None, *result = NULL;
    large_text large;
    int least_sum = INT32_MIN;
    (void)module;
    if (!PyArg_ParseTuple(args, "OOOOO|iO", &model, &characters, &texts, &spans, &offsets, &least_sum, &custom))
        return NULL;
    const opened_model *joined = PyCapsule_IsValid(model, JOINED) ? PyCapsule_GetPointer(model, JOINED) : NULL;
    const core_tables *tables = joined ? joined->words.core : tables_in(model, MODEL);
    const core_tables *extra = tables && custom != Py_None ? tables_in(custom, CUSTOM) : NULL;
    const core_characters *seen = tables && (extra || custom == Py_None) ? tables_in(characters, CHARACTERS) : NULL;
    if (seen == NULL) return NULL;
    scored_texts *scored = calloc(1, sizeof *scored);
    if (scored == NULL) return PyErr_NoMemory();
    Py_INCREF(args);
    scored->owners = args;
    scored->model = joined;
    scored->request.custom = extra;
    if (read_texts(texts, spans != Py_None, scored, &large) && (spans == Py_None || read_spans(spans, offsets, scored))) {
        if (joined) ask_for_depth(scored, seen, least_sum);
        result = run_request(scored, tables, seen, &large);
    }
    if (joined && result && result != Py_None) return with_texts(result, scored);
    free_texts(scored);
    return result;
}

/* ---- answers ---- */

/* Divides the memory of the answers into columns; the size of all. */
static size_t divide_answers(const depth_question *q, char *content, depth_answers *a) {
    size_t cues = q->cue_count, sentences = q->texts->outlines.count, documents = q->texts->documents, at = 0;
#define COLUMN(name, type, of) \
    a->name = content ? (type *)(void *)(content + at) : NULL; \
    at += (of) * sizeof(type);
    EACH_DEPTH_COLUMN(COLUMN)
#undef COLUMN
    return at;
}

/* The cues to show, as 64-bit numbers of those that went out, and their kinds; 0 with an error set. */
static int read_question(const char *cues, Py_ssize_t size, Py_ssize_t kinds, depth_question *q) {
    q->cue_count = (size_t)kinds;
    q->cues = (const int64_t *)(const void *)cues;
    int is_whole = (size_t)size == 8 * q->cue_count && (size == 0 || ((uintptr_t)cues & 7) == 0);
    if (is_whole && depth_check(q) == CORE_OK) return 1;
    PyErr_SetString(PyExc_ValueError, "expected cues of the texts, in order, and a kind for each");
    return 0;
}

/* Texts that were scored, their cues to show and the kinds of these: all answers in a bytearray. */
static PyObject *answer(PyObject *module, PyObject *args) {
    PyObject *capsule;
    const char *cues, *kinds;
    Py_ssize_t size, count;
    depth_answers answers;
    (void)module;
    if (!PyArg_ParseTuple(args, "Oy#y#", &capsule, &cues, &size, &kinds, &count)) return NULL;
    const scored_texts *scored = PyCapsule_GetPointer(capsule, TEXTS);
    if (scored == NULL) return NULL;
    const opened_model *model = scored->model;
    depth_question question = {&scored->texts, &model->words, model->scopes, NULL, (const uint8_t *)kinds, 0};
    if (!read_question(cues, size, count, &question)) return NULL;
    size_t bytes = divide_answers(&question, NULL, &answers);
    PyObject *content = PyByteArray_FromStringAndSize(NULL, (Py_ssize_t)bytes);
    if (content == NULL) return NULL;
    divide_answers(&question, PyByteArray_AsString(content), &answers);
    int failed;
    Py_BEGIN_ALLOW_THREADS
    failed = depth_answer(&question, &answers, MEMORY);
    Py_END_ALLOW_THREADS
    if (failed == CORE_OK) return content;
    Py_DECREF(content);
    return PyErr_NoMemory();
}

static PyMethodDef METHODS[] = {
    {"open", open_tables, METH_VARARGS, "The tables of a flat file, checked: of a model, its depth, characters, ..."},
    {"join", join, METH_VARARGS, "The tables of a model with those of what goes beyond cues."},
    {"score", score, METH_VARARGS, "The columns of texts, and what answers for their depth; None for unseen characters."},
    {"answer", answer, METH_VARARGS, "All that goes beyond the cues of texts."},
    {NULL, NULL, 0, NULL},
};

static int add_constants(PyObject *module) { return PyModule_AddIntConstant(module, "ABI", ABI); }

static PyModuleDef_Slot SLOTS[] = {{Py_mod_exec, (void *)add_constants}, {0, NULL}};

static struct PyModuleDef MODULE = {
    PyModuleDef_HEAD_INIT, "_core", "Texts to scored candidates, compiled.", 0, METHODS, SLOTS,
    NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__core(void) { return PyModuleDef_Init(&MODULE); }
