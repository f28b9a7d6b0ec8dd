/* Rounds that are kept, for Python: columns of cues in, one bytearray of answers out. */
#include "binding.h"

#include <stdlib.h>

#include "depth.h"

static const char ROUND[] = "hedging.kernel.depth_round";

static int open_numbers(const uint8_t *content, size_t size, void *tables) {
    return depth_open_tables(content, size, tables);
}

static int open_scopes(const uint8_t *content, size_t size, void *tables) {
    return scopes_open(content, size, tables);
}

static int open_sources(const uint8_t *content, size_t size, void *tables) {
    return sources_open(content, size, tables);
}

static const file_kind DEPTH = {
    "hedging.kernel.depth_tables", sizeof(depth_tables), open_numbers, "hedging.kernel.depth_tables",
};
static const file_kind SCOPES = {
    "hedging.kernel.scopes", sizeof(scope_tables), open_scopes, "hedging.kernel.depth_tables",
};
static const file_kind SOURCES = {
    "hedging.kernel.sources", sizeof(source_tables), open_sources, "hedging.kernel.sources",
};

/* All tables of a model under a scheme, with their words joined; `owners` hold the tables. */
typedef struct {
    joined_words words;
    const scope_tables *scopes;
    PyObject *owners;
} opened_depth;

static const char OPENED[] = "hedging.kernel.depth";

struct kept_round {
    depth_round round;
    uint32_t *codes;
    size_t *document;
    PyObject *depth, *owners; /* what is opened of the model, and the arguments with the characters */
};

static const core_memory MEMORY = {NULL, resize_block};

static void free_depth(opened_depth *own) {
    if (own->words.slots) resize_block(NULL, own->words.slots, sizeof(word_slot) * (own->words.mask + 1), 0);
    Py_DECREF(own->owners);
    free(own);
}

static void close_depth(PyObject *capsule) {
    opened_depth *own = PyCapsule_GetPointer(capsule, OPENED);
    if (own) free_depth(own);
}

/* The tables of cues and the three files, opened, in a tuple; NULL with an error set. */
static PyObject *open_all(PyObject *args) {
    static const file_kind *const KINDS_OF_FILES[] = {&DEPTH, &SCOPES, &SOURCES};
    PyObject *core, *content[3];
    if (!PyArg_ParseTuple(args, "OOOO", &core, &content[0], &content[1], &content[2])) return NULL;
    PyObject *owners = core_tables_in(core) ? PyTuple_New(4) : NULL;
    if (owners == NULL) return NULL;
    Py_INCREF(core);
    PyTuple_SetItem(owners, 0, core);
    for (int k = 0; k < 3; k++) {
        PyObject *file = open_file(content[k], KINDS_OF_FILES[k]);
        if (file == NULL) {
            Py_DECREF(owners);
            return NULL;
        }
        PyTuple_SetItem(owners, k + 1, file);
    }
    return owners;
}

PyObject *open_depth(PyObject *module, PyObject *args) {
    PyObject *capsule = NULL, *owners = open_all(args);
    (void)module;
    if (owners == NULL) return NULL;
    opened_depth *own = calloc(1, sizeof *own);
    if (own == NULL) {
        Py_DECREF(owners);
        return PyErr_NoMemory();
    }
    own->owners = owners;
    own->words.core = core_tables_in(PyTuple_GetItem(owners, 0));
    own->words.depth = tables_in(PyTuple_GetItem(owners, 1), &DEPTH);
    own->scopes = tables_in(PyTuple_GetItem(owners, 2), &SCOPES);
    own->words.sources = tables_in(PyTuple_GetItem(owners, 3), &SOURCES);
    int failed = join_words(&own->words, MEMORY);
    if (failed == CORE_OK) capsule = PyCapsule_New(own, OPENED, close_depth);
    else if (failed == CORE_NO_MEMORY) PyErr_NoMemory();
    else PyErr_SetString(PyExc_ValueError, "expected fewer words than 65,535 in tables of depth and of sources");
    if (capsule == NULL) free_depth(own);
    return capsule;
}

const core_tables *depth_cues_in(PyObject *capsule) {
    const opened_depth *own = PyCapsule_IsValid(capsule, OPENED) ? PyCapsule_GetPointer(capsule, OPENED) : NULL;
    return own ? own->words.core : NULL;
}

kept_round *begin_round(PyObject *depth, int least_sum, core_request *request) {
    const opened_depth *own = PyCapsule_GetPointer(depth, OPENED);
    if (own == NULL) return NULL;
    kept_round *kept = calloc(1, sizeof *kept);
    if (kept == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    Py_INCREF(depth);
    kept->depth = depth;
    kept->round.tables = own->words.depth;
    kept->round.core = own->words.core;
    kept->round.least_sum = least_sum;
    request->keep_tokens = depth_keep_tokens;
    request->keep_sentences = depth_keep_sentences;
    request->round = &kept->round;
    return kept;
}

void end_round(kept_round *kept) {
    depth_release(&kept->round, MEMORY);
    free(kept->codes);
    free(kept->document);
    Py_XDECREF(kept->depth);
    Py_XDECREF(kept->owners);
    free(kept);
}

static void close_round(PyObject *capsule) {
    kept_round *kept = PyCapsule_GetPointer(capsule, ROUND);
    if (kept) end_round(kept);
}

PyObject *round_object(kept_round *kept, const core_request *request, uint32_t *codes, size_t *document,
                       PyObject *owners, const core_characters *characters) {
    PyObject *capsule = PyCapsule_New(kept, ROUND, close_round);
    if (capsule == NULL) {
        end_round(kept);
        return NULL;
    }
    Py_INCREF(owners);
    kept->owners = owners;
    kept->codes = codes;
    kept->document = document;
    kept->round.codes = codes;
    kept->round.document = document;
    kept->round.documents = request->documents;
    kept->round.characters = characters;
    return capsule;
}

/* Divides the memory of the answers into columns; the size of all. */
static size_t divide_answers(const depth_question *q, char *content, depth_answers *a) {
    size_t cues = q->cue_count, sentences = q->round->sentences, documents = q->round->documents, at = 0;
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
    PyErr_SetString(PyExc_ValueError, "expected cues of the round, in order, and a kind for each");
    return 0;
}

/* A round, its cues to show and their kinds: all answers in a bytearray. */
PyObject *answer(PyObject *module, PyObject *args) {
    PyObject *capsule;
    const char *cues, *kinds;
    Py_ssize_t size, count;
    depth_question question;
    depth_answers answers;
    (void)module;
    if (!PyArg_ParseTuple(args, "Oy#y#", &capsule, &cues, &size, &kinds, &count)) return NULL;
    kept_round *kept = PyCapsule_GetPointer(capsule, ROUND);
    const opened_depth *own = kept ? PyCapsule_GetPointer(kept->depth, OPENED) : NULL;
    if (own == NULL) return NULL;
    question.round = &kept->round;
    question.words = &own->words;
    question.kinds = (const uint8_t *)kinds;
    if (!read_question(cues, size, count, &question)) return NULL;
    size_t bytes = divide_answers(&question, NULL, &answers);
    PyObject *content = PyByteArray_FromStringAndSize(NULL, (Py_ssize_t)bytes);
    if (content == NULL) return NULL;
    divide_answers(&question, PyByteArray_AsString(content), &answers);
    int failed;
    Py_BEGIN_ALLOW_THREADS
    failed = depth_answer(&question, own->scopes, &answers, MEMORY);
    Py_END_ALLOW_THREADS
    if (failed == CORE_OK) return content;
    Py_DECREF(content);
    return PyErr_NoMemory();
}
