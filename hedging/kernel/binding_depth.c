/* Rounds that are kept, for Python: what depth.h says, with bytes in and bytearrays out. */
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
    PyObject *tables, *owners; /* the tables of depth, and those of the model and of characters */
};

static const core_memory MEMORY = {NULL, resize_block};

PyObject *open_depth(PyObject *module, PyObject *content) {
    (void)module;
    return open_file(content, &DEPTH);
}

kept_round *begin_round(PyObject *depth, core_request *request) {
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
    request->keep_tokens = depth_keep_tokens;
    request->keep_sentences = depth_keep_sentences;
    request->round = &kept->round;
    return kept;
}

void end_round(kept_round *kept) {
    depth_release(&kept->round, MEMORY);
    free(kept->codes);
    Py_XDECREF(kept->tables);
    Py_XDECREF(kept->owners);
    free(kept);
}

static void close_round(PyObject *capsule) {
    kept_round *kept = PyCapsule_GetPointer(capsule, ROUND);
    if (kept) end_round(kept);
}

PyObject *round_object(kept_round *kept, uint32_t *codes, PyObject *owners, const core_tables *tables,
                       const core_characters *characters) {
    PyObject *capsule = PyCapsule_New(kept, ROUND, close_round);
    if (capsule == NULL) {
        end_round(kept);
        return NULL;
    }
    Py_INCREF(owners);
    kept->owners = owners;
    kept->codes = codes;
    kept->round.codes = codes;
    kept->round.core = tables;
    kept->round.characters = characters;
    return capsule;
}

static depth_round *round_of(PyObject *capsule) {
    kept_round *kept = PyCapsule_GetPointer(capsule, ROUND);
    return kept ? &kept->round : NULL;
}

/* The length of each sentence in tokens and in words as 64-bit numbers, then four rows of bytes, with a byte for
   each sentence: `signalled`, `signalled_if_short`, `role`, `looks_like_heading`. */
PyObject *outline_round(PyObject *module, PyObject *capsule) {
    (void)module;
    depth_round *r = round_of(capsule);
    if (r == NULL) return NULL;
    PyObject *result = PyByteArray_FromStringAndSize(NULL, (Py_ssize_t)(20 * r->sentences));
    if (result == NULL || r->sentences == 0) return result;
    char *at = PyByteArray_AsString(result);
    for (size_t s = 0; s < r->sentences; s++, at += 8) {
        int64_t length = (int64_t)((uint32_t *)r->stop.data)[s] - ((uint32_t *)r->first.data)[s];
        int64_t words = ((uint32_t *)r->words.data)[s];
        memcpy(at, &length, 8);
        memcpy(at + 8 * r->sentences, &words, 8);
    }
    at += 8 * r->sentences;
    const core_buffer *rows[] = {&r->signalled, &r->if_short, &r->role, &r->heading};
    for (int k = 0; k < 4; k++) memcpy(at + (size_t)k * r->sentences, rows[k]->data, r->sentences);
    return result;
}

/* A column of 64-bit numbers; NULL with an error set. */
static const int64_t *numbers_of(PyObject *bytes, size_t *count) {
    char *data;
    Py_ssize_t size;
    if (PyBytes_AsStringAndSize(bytes, &data, &size) < 0) return NULL;
    *count = (size_t)size / 8;
    if (size % 8 == 0) return (const int64_t *)data;
    PyErr_SetString(PyExc_ValueError, "expected whole numbers of 64 bits");
    return NULL;
}

static PyObject *refuse_question(void) {
    PyErr_SetString(PyExc_ValueError, "expected sentences and cues of the round, in order");
    return NULL;
}

/* Divides the memory of the answers into columns, in the order of `Answers` in depth_rounds.py. */
static depth_answers divide_answers(const depth_question *q, char *at) {
    depth_answers a;
    size_t rows = q->rows, cued = q->cued, cues = q->cue_count, sentences = q->sentence_count;
#define COLUMN(name, type, count) (a.name = (type *)(void *)at, at += (count) * sizeof(type))
    COLUMN(token, int64_t, rows), COLUMN(id, uint64_t, rows), COLUMN(class, uint64_t, rows);
    COLUMN(number, int64_t, cued), COLUMN(first, int64_t, cued), COLUMN(stop, int64_t, cued);
    COLUMN(sentence, int64_t, cues), COLUMN(start, int64_t, cues), COLUMN(end, int64_t, cues);
    COLUMN(words, uint64_t, cues), COLUMN(log_odds, int64_t, cues);
    COLUMN(thousandths, int64_t, sentences), COLUMN(runs, int16_t, 2 * DIMENSIONS * sentences);
    COLUMN(initial, uint8_t, rows), COLUMN(quoted, uint8_t, rows);
#undef COLUMN
    return a;
}

static size_t size_of_answers(const depth_question *q) {
    return 8 * (3 * q->rows + 3 * q->cued + 5 * q->cue_count + q->sentence_count)
        + 2 * 2 * DIMENSIONS * q->sentence_count + 2 * q->rows;
}

/* Some sentences and their cues: all columns in a bytearray, the number of rows, and of cued
   sentences. */
PyObject *read_round(PyObject *module, PyObject *args) {
    PyObject *capsule, *sentences, *cues, *kinds;
    depth_question q;
    char *kind_data;
    Py_ssize_t kind_count;
    (void)module;
    memset(&q, 0, sizeof q);
    if (!PyArg_ParseTuple(args, "OOOO", &capsule, &sentences, &cues, &kinds)) return NULL;
    if ((q.round = round_of(capsule)) == NULL) return NULL;
    if ((q.sentences = numbers_of(sentences, &q.sentence_count)) == NULL) return NULL;
    if ((q.cues = numbers_of(cues, &q.cue_count)) == NULL) return NULL;
    if (PyBytes_AsStringAndSize(kinds, &kind_data, &kind_count) < 0) return NULL;
    q.kinds = (const uint8_t *)kind_data;
    if ((size_t)kind_count != q.cue_count || depth_plan(&q)) return refuse_question();
    void *room = malloc(room_for_words(depth_longest(&q)));
    if (room == NULL) return PyErr_NoMemory();
    PyObject *content = PyByteArray_FromStringAndSize(NULL, (Py_ssize_t)size_of_answers(&q));
    if (content) {
        depth_answers answers = divide_answers(&q, PyByteArray_AsString(content));
        Py_BEGIN_ALLOW_THREADS
        depth_read(&q, answers, room);
        Py_END_ALLOW_THREADS
    }
    free(room);
    return content ? Py_BuildValue("Nnn", content, (Py_ssize_t)q.rows, (Py_ssize_t)q.cued) : NULL;
}

/* Where runs of tokens begin and end in the documents of some cues: two rows of 64-bit numbers, -1
   where the first token is below 0. */
PyObject *places_in_round(PyObject *module, PyObject *args) {
    PyObject *capsule, *cues, *firsts, *stops;
    size_t count, first_count, stop_count;
    (void)module;
    if (!PyArg_ParseTuple(args, "OOOO", &capsule, &cues, &firsts, &stops)) return NULL;
    depth_round *r = round_of(capsule);
    const int64_t *cue = r ? numbers_of(cues, &count) : NULL;
    const int64_t *first = cue ? numbers_of(firsts, &first_count) : NULL;
    const int64_t *stop = first ? numbers_of(stops, &stop_count) : NULL;
    if (stop == NULL) return NULL;
    if (first_count != count || stop_count != count) return refuse_question();
    for (size_t k = 0; k < count; k++) {
        int is_inside = (uint64_t)cue[k] < r->cues && (first[k] < 0 || first[k] < stop[k]);
        if (!is_inside || (first[k] >= 0 && (uint64_t)stop[k] > r->tokens)) return refuse_question();
    }
    PyObject *result = PyByteArray_FromStringAndSize(NULL, (Py_ssize_t)(16 * count));
    if (result == NULL) return NULL;
    int64_t *from = (int64_t *)(void *)PyByteArray_AsString(result), *to = from + count;
    for (size_t k = 0; k < count; k++) {
        from[k] = to[k] = -1;
        if (first[k] < 0) continue;
        int64_t origin = ((uint32_t *)r->origin.data)[((uint32_t *)r->cue_sentence.data)[cue[k]]];
        from[k] = ((uint32_t *)r->start.data)[first[k]] - origin;
        to[k] = ((uint32_t *)r->end.data)[stop[k] - 1] - origin;
    }
    return result;
}
