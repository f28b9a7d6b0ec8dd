/* A round of documents -> columns: the stages in a line, for a few documents at a time.

   A bite is so many documents that what the stages write for each other stays in the cache. */
#include "core.h"

enum { BITE = 1 << 14 };

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

/* Room for a stage, which fails without memory. */
void *core_room(core_run *run, core_buffer *buffer, size_t count, size_t width) {
    void *data = core_grow(&run->memory, buffer, count, width);
    if (data == NULL) run->failed = CORE_NO_MEMORY;
    return data;
}

/* Where to write `count` values more of a column that goes out; NULL without memory. */
void *core_append(core_run *run, int column, size_t count, size_t width) {
    core_buffer *buffer = &run->columns[column];
    size_t size = buffer->size;
    if (!core_room(run, buffer, size / width + count, width)) return NULL;
    buffer->size = size + count * width;
    return buffer->data + size;
}

int core_start(core_run *run, const core_tables *tables, const core_characters *characters,
               core_memory memory) {
    /* What is kept counts only where its flag says so. */
    memset(run, 0, offsetof(core_run, steps) + offsetof(kept_steps, mark));
    run->tables = tables;
    run->characters = characters;
    run->memory = memory;
    run->hash_gaps = hash_gaps;
    run->hash_cues = hash_cues;
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
        &run->heads, &run->gaps, &run->first, &run->stop, &run->from, &run->to, &run->owner, &run->openers,
        &run->cue_start, &run->cue_end, &run->cue_entry, &run->cue_sentence, &run->cue_sum, &run->cue_kept,
        &run->claimed, &run->order, &run->class, &run->choice,
    };
    for (size_t k = 0; k < sizeof own / sizeof *own; k++) core_drop(&run->memory, own[k]);
}

void core_release(core_run *run) {
    core_release_work(run);
    for (int k = 0; k < COLUMNS; k++) core_drop(&run->memory, &run->columns[k]);
}

/* Room for `count` sentences more of the bite. */
static int room_for_sentences(core_run *run, size_t count) {
    size_t wanted = run->sentences + count;
    return core_room(run, &run->first, wanted, 4) && core_room(run, &run->stop, wanted, 4)
        && core_room(run, &run->from, wanted, 4) && core_room(run, &run->to, wanted, 4)
        && core_room(run, &run->owner, wanted, 4);
}

static void add_sentence(core_run *run, size_t first, size_t stop, size_t from, size_t to, size_t owner) {
    size_t s = run->sentences++;
    ((uint32_t *)run->first.data)[s] = (uint32_t)first;
    ((uint32_t *)run->stop.data)[s] = (uint32_t)stop;
    ((uint32_t *)run->from.data)[s] = (uint32_t)from;
    ((uint32_t *)run->to.data)[s] = (uint32_t)to;
    ((uint32_t *)run->owner.data)[s] = (uint32_t)owner;
}

/* The sentences of a document as the splitter finds them. */
static int split_document(core_run *run, size_t document, size_t first) {
    size_t stop = run->tokens.count, count = 0;
    if (first == stop) return CORE_OK;
    lay_out_lines(run, stop);
    if (split_lines(run, first, stop)) return run->failed;
    const uint8_t *flags = (const uint8_t *)run->tokens.flags.data;
    const uint32_t *start = (const uint32_t *)run->tokens.start.data;
    const uint32_t *end = (const uint32_t *)run->tokens.end.data;
    for (size_t k = first; k < stop; k++) count += (flags[k] & BEGINS) != 0;
    if (!room_for_sentences(run, count)) return run->failed;
    for (size_t k = first, next; k < stop; k = next) {
        for (next = k + 1; next < stop && !(flags[next] & BEGINS);) next++;
        add_sentence(run, k, next, start[k], end[next - 1], document);
    }
    return CORE_OK;
}

/* The sentences of a document as they are given: see `lay_out` in hedging.pipeline. */
static int place_spans(core_run *run, size_t document, size_t first) {
    const core_request *request = run->request;
    size_t stop = run->tokens.count, at = first, until = first, origin = request->document[document];
    size_t length = request->document[document + 1] - DOCUMENT_BREAK - origin, before = 0;
    const uint32_t *start = (const uint32_t *)run->tokens.start.data;
    const uint32_t *end = (const uint32_t *)run->tokens.end.data;
    size_t begin = request->document_span[document], finish = request->document_span[document + 1];
    if (!room_for_sentences(run, finish - begin)) return run->failed;
    for (size_t s = begin; s < finish; s++) {
        const int64_t *span = request->spans + 2 * s;
        if (span[0] < (int64_t)before || span[1] < span[0] || (uint64_t)span[1] > length)
            return run->failed = CORE_BAD_SPANS;
        before = (size_t)span[1];
        while (at < stop && start[at] < origin + (size_t)span[0]) at++;
        while (until < stop && end[until] <= origin + before) until++;
        add_sentence(run, at, until > at ? until : at, origin + (size_t)span[0], origin + before, document);
    }
    return CORE_OK;
}

/* What the caller sees of the sentences of a bite. */
static int put_sentences(core_run *run, size_t token_base) {
    const core_request *request = run->request;
    size_t count = run->sentences;
    int64_t *start = core_append(run, SENTENCE_START, count, 8);
    int64_t *end = core_append(run, SENTENCE_END, count, 8);
    int64_t *document = core_append(run, SENTENCE_DOCUMENT, count, 8);
    if (!start || !end || !document) return run->failed;
    const uint32_t *from = (const uint32_t *)run->from.data, *to = (const uint32_t *)run->to.data;
    const uint32_t *owner = (const uint32_t *)run->owner.data;
    for (size_t s = 0; s < count; s++) {
        size_t origin = request->full ? 0 : request->document[owner[s]];
        start[s] = (int64_t)(from[s] - origin);
        end[s] = (int64_t)(to[s] - origin);
        document[s] = owner[s];
    }
    if (!request->full) return CORE_OK;
    int64_t *first = core_append(run, SENTENCE_FIRST, count, 8);
    int64_t *stop = core_append(run, SENTENCE_STOP, count, 8);
    if (!first || !stop) return run->failed;
    for (size_t s = 0; s < count; s++) {
        first[s] = (int64_t)(token_base + ((uint32_t *)run->first.data)[s]);
        stop[s] = (int64_t)(token_base + ((uint32_t *)run->stop.data)[s]);
    }
    return CORE_OK;
}

/* The cues that win where candidates overlap; with `full`, all candidates as tokens. */
static int put_cues(core_run *run, size_t token_base, size_t sentence_base) {
    const core_request *request = run->request;
    const core_tables *tables = run->tables;
    const uint8_t *kept = (const uint8_t *)run->cue_kept.data;
    const uint32_t *start = (const uint32_t *)run->tokens.start.data;
    const uint32_t *end = (const uint32_t *)run->tokens.end.data;
    const uint32_t *cue_start = (const uint32_t *)run->cue_start.data;
    const uint32_t *cue_end = (const uint32_t *)run->cue_end.data;
    const uint32_t *entry = (const uint32_t *)run->cue_entry.data;
    const uint32_t *sentence = (const uint32_t *)run->cue_sentence.data;
    const int32_t *choice = (const int32_t *)run->choice.data;
    size_t count = 0, choices = 0;
    for (size_t k = 0; k < run->cues; k++) {
        uint8_t mask = tables->masks[entry[k]];
        if (!request->full && !kept[k]) continue;
        count++;
        choices += (mask & (mask - 1)) != 0;
    }
    int64_t *out_start = core_append(run, CUE_START, count, 8);
    int64_t *out_end = core_append(run, CUE_END, count, 8);
    int64_t *out_sentence = core_append(run, CUE_SENTENCE, count, 8);
    int32_t *out_sum = core_append(run, CUE_SUM, count, 4);
    int32_t *out_entry = core_append(run, CUE_ENTRY, count, 4);
    int32_t *out_choice = core_append(run, CHOICE_SUMS, choices * KINDS, 4);
    uint8_t *out_mask = core_append(run, CUE_MASK, count, 1);
    uint8_t *out_kept = core_append(run, CUE_KEPT, count, 1);
    if (!out_start || !out_end || !out_sentence || !out_sum || !out_entry || !out_choice || !out_mask
        || !out_kept)
        return run->failed;
    size_t at = 0;
    for (size_t k = 0; k < run->cues; k++) {
        uint8_t mask = tables->masks[entry[k]];
        int has_choice = (mask & (mask - 1)) != 0;
        const int32_t *own_choice = choice;
        choice += has_choice ? KINDS : 0;
        if (!request->full && !kept[k]) continue;
        if (has_choice) {
            memcpy(out_choice, own_choice, KINDS * sizeof *out_choice);
            out_choice += KINDS;
        }
        size_t origin = request->document[((uint32_t *)run->owner.data)[sentence[k]]];
        out_start[at] = (int64_t)(request->full ? token_base + cue_start[k] : start[cue_start[k]] - origin);
        out_end[at] = (int64_t)(request->full ? token_base + cue_end[k] : end[cue_end[k] - 1] - origin);
        out_sentence[at] = (int64_t)(sentence_base + sentence[k]);
        out_sum[at] = ((int32_t *)run->cue_sum.data)[k];
        out_entry[at] = (int32_t)entry[k];
        out_mask[at] = mask;
        out_kept[at++] = kept[k];
    }
    return CORE_OK;
}

/* All tokens of a bite, and its characters with the line ends behind each document but the last. */
static int put_tokens(core_run *run, size_t document, size_t stop, size_t sentence_base) {
    const core_request *request = run->request;
    token_columns *own = &run->tokens;
    size_t count = own->count, s = 0;
    int64_t *start = core_append(run, TOKEN_START, count, 8), *end = core_append(run, TOKEN_END, count, 8);
    uint64_t *id = core_append(run, TOKEN_ID, count, 8);
    int64_t *sentence = core_append(run, TOKEN_SENTENCE, count, 8);
    uint8_t *initial = core_append(run, TOKEN_INITIAL, count, 1);
    if (!start || !end || !id || !sentence || !initial) return run->failed;
    if (count) {
        memcpy(id, own->id.data, count * 8);
        for (size_t k = 0; k < count; k++) initial[k] = class_of_shape(((uint8_t *)own->shape.data)[k]);
    }
    for (size_t k = 0; k < count; k++) {
        start[k] = ((uint32_t *)own->start.data)[k];
        end[k] = ((uint32_t *)own->end.data)[k];
    }
    size_t a = request->document[document], b = request->document[stop];
    if (stop == request->documents) b -= DOCUMENT_BREAK;
    uint32_t *lowered = core_append(run, LOWERED, b - a, 4);
    uint8_t *class = core_append(run, CHARACTER_CLASS, b - a, 1);
    if (!lowered || !class) return run->failed;
    for (size_t k = a; k < b; k++) {
        uint32_t entry = look_up(run->characters, request->codes[k]);
        *lowered++ = entry & 0xFFFFFF;
        *class++ = (uint8_t)((entry >> 24) - 1);
    }
    for (size_t k = 0; k < count; k++) {
        while (s < run->sentences && ((uint32_t *)run->stop.data)[s] <= k) s++;
        int is_inside = s < run->sentences && ((uint32_t *)run->first.data)[s] <= k;
        sentence[k] = is_inside ? (int64_t)(sentence_base + s) : -1;
    }
    return CORE_OK;
}

/* Scores the documents `document` to `stop`. */
static int score_bite(core_run *run, size_t document, size_t stop, size_t *token_base) {
    const core_request *request = run->request;
    size_t sentence_base = run->columns[SENTENCE_START].size / 8;
    int64_t *offsets = core_append(run, SENTENCE_OFFSETS, stop - document, 8);
    if (!offsets) return run->failed;
    run->tokens.count = run->sentences = run->cues = 0;
    for (size_t d = document; d < stop; d++) {
        size_t first = run->tokens.count;
        offsets[d - document] = (int64_t)(sentence_base + run->sentences);
        if (read_tokens(run, request->document[d], request->document[d + 1] - DOCUMENT_BREAK)) return run->failed;
        if (request->spans ? place_spans(run, d, first) : split_document(run, d, first)) return run->failed;
    }
    if (find_candidates(run) || score_candidates(run) || resolve_overlaps(run)) return run->failed;
    if (run->tables->sentence_weights && sum_sentences(run)) return run->failed;
    if (put_sentences(run, *token_base) || put_cues(run, *token_base, sentence_base)) return run->failed;
    if (request->full && put_tokens(run, document, stop, sentence_base)) return run->failed;
#ifndef __wasm__ /* where nobody keeps a round */
    if (request->keep_tokens
        && (request->keep_tokens(run) || request->keep_sentences(run, *token_base, sentence_base)))
        return run->failed;
#endif
    *token_base += run->tokens.count;
    return CORE_OK;
}

/* Scores all documents; the columns hold the results until `core_release`. */
int core_score(core_run *run, const core_request *request) {
    size_t token_base = 0;
    run->request = request;
    if (request->document[request->documents] > MOST_CODES) return run->failed = CORE_TOO_LONG;
    for (size_t d = 0, stop; d < request->documents; d = stop) {
        for (stop = d + 1; stop < request->documents; stop++)
            if (request->document[stop + 1] - request->document[d] > BITE) break;
        if (score_bite(run, d, stop, &token_base)) return run->failed;
    }
    int64_t *end = core_append(run, SENTENCE_OFFSETS, 1, 8);
    if (!end) return run->failed;
    *end = (int64_t)(run->columns[SENTENCE_START].size / 8);
    return CORE_OK;
}
