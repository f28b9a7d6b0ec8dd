/* A round of documents -> columns: the stages in a line, for a few documents at a time.

   A block is so many documents that what the stages write for each other stays in the cache; a long
   document is read in windows instead: see windows.c. What comes after the sentences needs no more
   than one of them, and so goes on in slices: as many sentences as have a few thousand tokens. */
#include "core.h"

enum { BLOCK_SIZE = 1 << 14, SLICE = 1 << 12 };

/* The characters of a document from which on it is read in windows. */
enum { LONG = 1 << 16 };

static const uint32_t BULLET_CODES[BULLETS] = {
    '-', '*', 0x2022, 0xB7, 0x2013, 0x2014, 0x25AA, 0x25E6, 0x2023, '>', 0x25CF, 0x25A0,
};

void *core_grow(const core_memory *memory, core_buffer *buffer, size_t count, size_t width) {
    size_t least = 1024;
    if (count > ((size_t)1 << (sizeof(size_t) * 8 - 6)) / width) return NULL;
    if (buffer->data && count * width <= buffer->capacity) return buffer->data;
    if (least < count * width) least = count * width;
    if (least < 2 * buffer->capacity) least = 2 * buffer->capacity;
    char *data = memory->resize(memory->context, buffer->data, buffer->capacity, least);
    if (data == NULL) return NULL;
    buffer->data = data;
    buffer->capacity = least;
    return data;
}

void core_drop(const core_memory *memory, core_buffer *buffer) {
    if (buffer->data) memory->resize(memory->context, buffer->data, buffer->capacity, 0);
    memset(buffer, 0, sizeof *buffer);
}

void core_drop_all(const core_memory *memory, core_buffer *const *buffers, size_t count) {
    for (size_t k = 0; k < count; k++) core_drop(memory, buffers[k]);
}

void *core_grow_in(core_run *run, core_buffer *buffer, size_t count, size_t width) {
    void *data = core_grow(&run->memory, buffer, count, width);
    if (data == NULL) run->failed = CORE_NO_MEMORY;
    return data;
}

/* Where to write `count` values more of a column that goes out; NULL without memory. */
void *core_append(core_run *run, int column, size_t count) {
    core_buffer *buffer = &run->columns[column];
    size_t size = buffer->size, width = COLUMN_WIDTHS[column];
    if (!core_room(run, buffer, size / width + count, width)) return NULL;
    buffer->size = size + count * width;
    return buffer->data + size;
}

int core_start(core_run *run, const core_tables *tables, const core_characters *characters,
               core_memory memory) {
    memset(run, 0, offsetof(core_run, pending));
    run->tables = tables;
    run->characters = characters;
    run->memory = memory;
    use_lanes(run);
    run->power[0] = GOLDEN;
    run->inverse[0] = 1;
    for (int k = 1; k < BLOCK; k++) {
        run->power[k] = run->power[k - 1] * GOLDEN;
        run->inverse[k] = run->inverse[k - 1] * GOLDEN_INVERSE;
    }
    for (int k = 0; k < BULLETS; k++) {
        uint32_t entry = look_up(characters, BULLET_CODES[k]);
        run->bullets[k] = mix((entry ? entry & 0xFFFFFF : BULLET_CODES[k]) * GOLDEN);
    }
    return CORE_OK;
}

void core_release_work(core_run *run) {
    core_buffer *own[] = {
        &run->tokens.start, &run->tokens.end, &run->tokens.id, &run->tokens.shape, &run->tokens.flags,
        &run->fetched, &run->suffix, &run->heads, &run->possible, &run->lines, &run->document_token,
        &run->begins, &run->first, &run->stop, &run->from, &run->to, &run->owner, &run->openers,
        &run->cue_start, &run->cue_end, &run->cue_entry, &run->cue_sentence, &run->cue_sum, &run->cue_kept,
        &run->claimed, &run->order, &run->class, &run->choice, &run->extra,
    };
    core_drop_all(&run->memory, own, sizeof own / sizeof *own);
}

void core_release(core_run *run) {
    core_release_work(run);
    for (int k = 0; k < COLUMNS; k++) core_drop(&run->memory, &run->columns[k]);
}

/* Finds and scores the cues of the sentences that are listed, and puts them into the columns. */
int score_slice(core_run *run) {
    const core_tables *custom = run->request->custom;
    run->cues = 0;
    if (custom && find_extra_cues(run)) return run->failed;
    if (find_candidates(run, run->tables, custom ? &custom->ignored : NULL)) return run->failed;
    if (score_candidates(run) || resolve_overlaps(run)) return run->failed;
    if (custom && join_extra_cues(run)) return run->failed;
    if (run->tables->sentence_weights && sum_sentences(run)) return run->failed;
#ifndef __wasm__
    size_t sentence_base = run->columns[SENTENCE_START].size / 8;
    int (*keep)(core_run *, size_t) = run->request->keep_sentences;
    if (keep && keep(run, sentence_base)) return run->failed;
#endif
    if (put_slice(run)) return run->failed;
    run->sentences = 0;
    return CORE_OK;
}

/* Lists a sentence with its place; scores those before it, if they are enough for a slice. */
static int add_placed(core_run *run, size_t first, size_t stop, size_t from, size_t to, size_t owner) {
    if (run->sentences && stop - ((uint32_t *)run->first.data)[0] > SLICE && score_slice(run)) return run->failed;
    size_t s = run->sentences, wanted = s + 1;
    if (!core_room(run, &run->first, wanted, 4) || !core_room(run, &run->stop, wanted, 4)
        || !core_room(run, &run->from, wanted, 4) || !core_room(run, &run->to, wanted, 4)
        || !core_room(run, &run->owner, wanted, 4))
        return run->failed;
    ((uint32_t *)run->first.data)[s] = (uint32_t)first;
    ((uint32_t *)run->stop.data)[s] = (uint32_t)stop;
    ((uint32_t *)run->from.data)[s] = (uint32_t)from;
    ((uint32_t *)run->to.data)[s] = (uint32_t)to;
    ((uint32_t *)run->owner.data)[s] = (uint32_t)owner;
    run->sentences = wanted;
    return CORE_OK;
}

/* Lists the tokens from `first` to `stop` that begin a sentence; eight flags are looked at together. */
static size_t list_begins(const uint8_t *flags, size_t first, size_t stop, uint32_t *begins) {
    const uint64_t each = 0x0101010101010101u * BEGINS;
    size_t count = 0, k = first;
    for (uint64_t eight; stop - k >= 8; k += 8) {
        memcpy(&eight, flags + k, sizeof eight);
        for (eight &= each; eight; eight &= eight - 1) begins[count++] = (uint32_t)k + lowest_bit(eight) / 8;
    }
    for (; k < stop; k++) {
        begins[count] = (uint32_t)k;
        count += flags[k] / BEGINS & 1;
    }
    return count;
}

/* Lists the sentence of the tokens `first` to `stop`. */
int add_sentence(core_run *run, size_t first, size_t stop, size_t document) {
    const uint32_t *start = (const uint32_t *)run->tokens.start.data;
    const uint32_t *end = (const uint32_t *)run->tokens.end.data;
    return add_placed(run, first, stop, start[first], end[stop - 1], document);
}

/* Lists the sentences that end before one of the tokens `first` to `stop` begins another. `*open` is the
   first token of the sentence that has not ended. */
int add_begun(core_run *run, size_t document, size_t *open, size_t first, size_t stop) {
    const uint8_t *flags = (const uint8_t *)run->tokens.flags.data;
    uint32_t *begins = core_room(run, &run->begins, SLICE, 4);
    if (!begins) return run->failed;
    for (size_t at = first, until; at < stop; at = until) {
        until = stop - at < SLICE ? stop : at + SLICE;
        size_t count = list_begins(flags, at, until, begins);
        for (size_t j = 0; j < count; j++) {
            if (begins[j] == *open) continue;
            if (add_sentence(run, *open, begins[j], document)) return run->failed;
            *open = begins[j];
        }
    }
    return CORE_OK;
}

/* The sentences of a document as the splitter finds them; its first token begins one. */
static int add_sentences(core_run *run, size_t document, size_t first, size_t stop) {
    size_t open = first;
    if (first == stop) return CORE_OK;
    if (add_begun(run, document, &open, first, stop)) return run->failed;
    return add_sentence(run, open, stop, document);
}

/* The sentences of a document as they are given: see `lay_out` in hedging.engine.pipeline. */
static int add_spans(core_run *run, size_t document, size_t first, size_t stop) {
    const core_request *request = run->request;
    size_t at = first, until = first, origin = request->document[document];
    size_t length = request->document[document + 1] - DOCUMENT_BREAK - origin, before = 0;
    const uint32_t *start = (const uint32_t *)run->tokens.start.data;
    const uint32_t *end = (const uint32_t *)run->tokens.end.data;
    size_t begin = request->document_span[document], finish = request->document_span[document + 1];
    for (size_t s = begin; s < finish; s++) {
        const int64_t *span = request->spans + 2 * s;
        if (span[0] < (int64_t)before || span[1] < span[0] || (uint64_t)span[1] > length)
            return run->failed = CORE_BAD_SPANS;
        before = (size_t)span[1];
        while (at < stop && start[at] < origin + (size_t)span[0]) at++;
        while (until < stop && end[until] <= origin + before) until++;
        size_t stop_of_span = until > at ? until : at;
        if (add_placed(run, at, stop_of_span, origin + (size_t)span[0], origin + before, document))
            return run->failed;
    }
    return CORE_OK;
}

/* Finds the lines of a document that has been read, and lists the gaps to decide about. */
static int lay_out_lines(core_run *run, size_t first, size_t stop) {
    if (first == stop) return CORE_OK;
    memset(&run->layout, 0, sizeof run->layout);
    if (note_lines(run, 0, run->head_count, first, stop) || list_possible(run, first, stop)) return run->failed;
    count_stops(run);
    run->layout.class_before = class_of_shape(((uint8_t *)run->tokens.shape.data)[stop - 1]);
    finish_lines(run);
    place_lines(run, run->head_count, 0);
    line_part whole = {first, stop, -1};
    list_gaps(run, &whole);
    return CORE_OK;
}

/* Reads the documents `document` to `stop`, and decides what begins a sentence. */
static int lay_out(core_run *run, size_t document, size_t stop) {
    const core_request *request = run->request;
    uint32_t *token = core_room(run, &run->document_token, stop - document + 1, 4);
    if (!token) return run->failed;
    run->tokens.count = 0;
    for (size_t d = document; d < stop; d++) {
        size_t first = run->tokens.count;
        *token++ = (uint32_t)first;
        if (read_tokens(run, request->document[d], request->document[d + 1] - DOCUMENT_BREAK, 2)) return run->failed;
        if (!request->spans && lay_out_lines(run, first, run->tokens.count)) return run->failed;
    }
    *token = (uint32_t)run->tokens.count;
    decide_pending(run);
    return CORE_OK;
}

/* Scores the documents `document` to `stop`. */
static int score_block(core_run *run, size_t document, size_t stop) {
    const core_request *request = run->request;
    int64_t *offsets = core_append(run, SENTENCE_OFFSETS, stop - document);
    if (!offsets) return run->failed;
    int is_long = request->document[stop] - request->document[document] > LONG;
    if (!request->codes || (is_long && !request->spans && !request->keep_tokens)) {
        *offsets = (int64_t)(run->columns[SENTENCE_START].size / 8);
        return score_long(run, document);
    }
    if (lay_out(run, document, stop)) return run->failed;
#ifndef __wasm__ /* where nobody keeps a round */
    if (request->keep_tokens && request->keep_tokens(run)) return run->failed;
#endif
    const uint32_t *token = (const uint32_t *)run->document_token.data;
    for (size_t d = document; d < stop; d++, token++) {
        *offsets++ = (int64_t)(run->columns[SENTENCE_START].size / 8 + run->sentences);
        if (request->spans ? add_spans(run, d, token[0], token[1]) : add_sentences(run, d, token[0], token[1]))
            return run->failed;
    }
    return score_slice(run);
}

/* Scores all documents; the columns hold the results until `core_release`. */
int core_score(core_run *run, const core_request *request) {
    run->request = request;
    run->codes = request->codes;
    if (request->document[request->documents] > MOST_CODES) return run->failed = CORE_TOO_LONG;
    for (size_t d = 0, stop; d < request->documents; d = stop) {
        for (stop = d + 1; stop < request->documents; stop++)
            if (request->document[stop + 1] - request->document[d] > BLOCK_SIZE) break;
        if (score_block(run, d, stop)) return run->failed;
    }
    int64_t *end = core_append(run, SENTENCE_OFFSETS, 1);
    if (!end) return run->failed;
    *end = (int64_t)(run->columns[SENTENCE_START].size / 8);
    return CORE_OK;
}
