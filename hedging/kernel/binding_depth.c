/* Rounds that are kept, for Python: columns of cues in, one bytearray of answers out. */
#include "binding.h"

#include <stdlib.h>

#include "depth.h"

static const char ROUND[] = "hedging.kernel.depth_round";

static int open_checked(const uint8_t *content, size_t size, void *tables) {
    return depth_open_tables(content, size, tables);
}

static const file_kind DEPTH = {
    "hedging.kernel.depth_tables", sizeof(depth_tables), open_checked, "hedging.kernel.depth_tables",
};

struct kept_round {
    depth_round round;
    uint32_t *codes;
    size_t *document;
    PyObject *tables, *owners; /* the tables of depth, and those of the model and of characters */
};

static const core_memory MEMORY = {NULL, resize_block};

PyObject *open_depth(PyObject *module, PyObject *content) {
    (void)module;
    return open_file(content, &DEPTH);
}

static const char WORDS[] = "hedging.kernel.depth_words";

/* Words of tables that are kept as long as they. */
typedef struct {
    joined_words words;
    PyObject *owners;
} kept_words;

static void free_words(joined_words *words) {
    if (words->slots) resize_block(NULL, words->slots, sizeof(word_slot) * (words->mask + 1), 0);
}

static void close_words(PyObject *capsule) {
    kept_words *kept = PyCapsule_GetPointer(capsule, WORDS);
    if (kept == NULL) return;
    Py_DECREF(kept->owners);
    free_words(&kept->words);
    free(kept);
}

PyObject *join_tables(PyObject *module, PyObject *args) {
    PyObject *core, *depth, *sources, *capsule = NULL;
    joined_words own;
    (void)module;
    memset(&own, 0, sizeof own);
    if (!PyArg_ParseTuple(args, "OOO", &core, &depth, &sources)) return NULL;
    own.core = core_tables_in(core);
    own.depth = own.core ? tables_in(depth, &DEPTH) : NULL;
    own.sources = own.depth ? sources_in(sources) : NULL;
    if (own.sources == NULL) return NULL;
    kept_words *kept = malloc(sizeof *kept);
    int failed = kept ? join_words(&own, MEMORY) : CORE_NO_MEMORY;
    if (failed == CORE_OK) {
        *kept = (kept_words){own, args};
        capsule = PyCapsule_New(kept, WORDS, close_words);
    } else if (failed == CORE_NO_MEMORY) PyErr_NoMemory();
    else PyErr_SetString(PyExc_ValueError, "expected fewer words than 65,535 in tables of depth and of sources");
    if (capsule) {
        Py_INCREF(args);
        return capsule;
    }
    free_words(&own);
    free(kept);
    return NULL;
}

kept_round *begin_round(PyObject *depth, int least_sum, core_request *request) {
    const depth_tables *own = tables_in(depth, &DEPTH);
    if (own == NULL) return NULL;
    kept_round *kept = calloc(1, sizeof *kept);
    if (kept == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    Py_INCREF(depth);
    kept->tables = depth;
    kept->round.tables = own;
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
    Py_XDECREF(kept->tables);
    Py_XDECREF(kept->owners);
    free(kept);
}

static void close_round(PyObject *capsule) {
    kept_round *kept = PyCapsule_GetPointer(capsule, ROUND);
    if (kept) end_round(kept);
}

PyObject *round_object(kept_round *kept, const core_request *request, uint32_t *codes, size_t *document,
                       PyObject *owners, const core_tables *tables, const core_characters *characters) {
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
    kept->round.core = tables;
    kept->round.characters = characters;
    return capsule;
}

/* Divides the memory of the answers into columns, in the order of `KeptRound` in depth_rounds.py; the
   size of all. */
static size_t divide_answers(const depth_question *q, char *content, depth_answers *a) {
    size_t cues = q->cue_count, sentences = q->round->sentences, documents = q->round->documents, at = 0;
#define COLUMN(name, type, count) \
    (a->name = content ? (type *)(void *)(content + at) : NULL, at += (count) * sizeof(type))
    COLUMN(cue_log_odds, double, cues), COLUMN(sentence_log_odds, double, sentences);
    COLUMN(document_log_odds, double, documents);
    COLUMN(scope_start, int64_t, cues), COLUMN(scope_end, int64_t, cues);
    COLUMN(source_start, int64_t, cues), COLUMN(source_end, int64_t, cues);
    COLUMN(holder, uint8_t, cues), COLUMN(quoted, uint8_t, cues), COLUMN(negated, uint8_t, cues);
    COLUMN(role, uint8_t, sentences);
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

/* A round, the tables of scopes, the joined words, cues and their kinds: all answers in a bytearray. */
PyObject *answer_round(PyObject *module, PyObject *args) {
    PyObject *capsule, *scopes, *words;
    const char *cues, *kinds;
    Py_ssize_t size, count;
    depth_question question;
    depth_answers answers;
    (void)module;
    if (!PyArg_ParseTuple(args, "OOOy#y#", &capsule, &scopes, &words, &cues, &size, &kinds, &count)) return NULL;
    kept_round *kept = PyCapsule_GetPointer(capsule, ROUND);
    const scope_tables *own_scopes = kept ? scopes_in(scopes) : NULL;
    kept_words *own_words = own_scopes ? PyCapsule_GetPointer(words, WORDS) : NULL;
    if (own_words == NULL) return NULL;
    question.round = &kept->round;
    question.words = &own_words->words;
    if (question.words->core != kept->round.core || question.words->depth != kept->round.tables) {
        PyErr_SetString(PyExc_ValueError, "expected the words of the tables of the round");
        return NULL;
    }
    question.kinds = (const uint8_t *)kinds;
    if (!read_question(cues, size, count, &question)) return NULL;
    size_t bytes = divide_answers(&question, NULL, &answers);
    PyObject *content = PyByteArray_FromStringAndSize(NULL, (Py_ssize_t)bytes);
    if (content == NULL) return NULL;
    divide_answers(&question, PyByteArray_AsString(content), &answers);
    int failed;
    Py_BEGIN_ALLOW_THREADS
    failed = depth_answer(&question, own_scopes, &answers, MEMORY);
    Py_END_ALLOW_THREADS
    if (failed == CORE_OK) return content;
    Py_DECREF(content);
    return PyErr_NoMemory();
}
