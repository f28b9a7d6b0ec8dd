/* Documents -> columns: the stages in a line, for a few documents at a time.

   A block is so many documents that what the stages write for each other stays in the cache; a long
   document is read in windows instead: see windows.c. What comes after the sentences needs no more
   than one of them, and so goes on in chunks: as many sentences as have a few thousand tokens. */
#include "core.h"

enum { BLOCK_SIZE = 1 << 14, CHUNK = 1 << 12 };

/* The characters of a document from which on it is read in windows. */
enum { LONG = 1 << 16 };

int core_grow(const core_memory *memory, void *columns, const uint8_t *widths, size_t count, size_t rows) {
    column_head head;
    char *block, *places = (char *)columns + sizeof head;
    size_t width = 0, room = 64;
    memcpy(&head, columns, sizeof head);
    memcpy(&block, places, sizeof block);
    for (size_t k = 0; k < count; k++) width += widths[k];
    if (rows > (SIZE_MAX >> 6) / width) return 0;
    if (room < 2 * head.room) room = 2 * head.room;
    if (room <= rows) room = rows / 8 * 8 + 8;
    block = memory->resize(memory->context, block, head.bytes, room * width);
    if (block == NULL) return 0;
    /* The columns move apart, the last one first. */
    size_t from = head.room * width, to = room * width;
    for (size_t k = count; k-- > 0;) {
        from -= head.room * widths[k], to -= room * widths[k];
        char *place = block + to;
        memmove(place, block + from, head.room * widths[k]);
        memcpy(places + k * sizeof place, &place, sizeof place);
    }
    head.room = room, head.bytes = room * width;
    memcpy(columns, &head, sizeof head);
    return 1;
}

void core_drop(const core_memory *memory, void *columns) {
    column_head head;
    char *block;
    memcpy(&head, columns, sizeof head);
    memcpy(&block, (char *)columns + sizeof head, sizeof block);
    if (head.room) memory->resize(memory->context, block, head.bytes, 0);
    memset(columns, 0, sizeof head + sizeof block);
}

/* Where to write `count` values more of a column that goes out; NULL without memory. */
void *core_append(core_run *run, int column, size_t count) {
    core_buffer *buffer = &run->columns[column];
    size_t size = buffer->size, wanted = size + count * COLUMN_WIDTHS[column], capacity = 2 * buffer->capacity;
    if (!buffer->data || wanted > buffer->capacity) {
        if (capacity < 1024) capacity = 1024;
        if (capacity < wanted) capacity = wanted;
        char *data = run->memory.resize(run->memory.context, buffer->data, buffer->capacity, capacity);
        if (data == NULL) return run->failed = CORE_NO_MEMORY, NULL;
        buffer->data = data;
        buffer->capacity = capacity;
    }
    buffer->size = wanted;
    return buffer->data + size;
}

void core_start(core_run *run, const core_tables *tables, const core_characters *characters, core_memory memory) {
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
}

void core_release_work(core_run *run) {
#define DROP(table) core_drop(&run->memory, &run->table);
    EACH_TABLE_OF_RUN(DROP)
}

/* ---- sentences with their cues ---- */

/* The number of sentences that went out. */
static size_t sentences_before(const core_run *run) { return run->columns[SENTENCE_START].size / 8; }

/* Where the sentences of a chunk stand in their documents. */
static int put_sentences(core_run *run) {
    const sentences_columns *sentences = &run->sentences;
    int64_t *start = core_append(run, SENTENCE_START, sentences->count);
    int64_t *end = core_append(run, SENTENCE_END, sentences->count);
    int64_t *document = core_append(run, SENTENCE_DOCUMENT, sentences->count);
    if (!start || !end || !document) return run->failed;
    for (size_t s = 0; s < sentences->count; s++) {
        size_t origin = run->request->document[sentences->owner[s]];
        start[s] = (int64_t)(sentences->from[s] - origin);
        end[s] = (int64_t)(sentences->to[s] - origin);
        document[s] = sentences->owner[s];
    }
    return CORE_OK;
}

/* The kinds of an entry of the model, or of an extra cue, whose entry is counted behind those. */
static inline kind_mask mask_of(const core_run *run, uint32_t entry) {
    uint32_t count = run->tables->entries.count;
    return entry < count ? run->tables->masks[entry] : run->request->custom->masks[entry - count];
}

/* The cues of a chunk that win where candidates overlap; its sentences begin with number `sentence_base`. */
static int put_cues(core_run *run, size_t sentence_base) {
    candidates_columns candidates = run->candidates;
    size_t count = 0, choices = 0;
    for (size_t k = 0; k < candidates.count; k++) {
        if (!candidates.is_best[k]) continue;
        count++;
        choices += has_choice(mask_of(run, candidates.entry[k]));
    }
    int64_t *start = core_append(run, CUE_START, count);
    int64_t *end = core_append(run, CUE_END, count);
    int64_t *sentence = core_append(run, CUE_SENTENCE, count);
    int32_t *sum = core_append(run, CUE_SUM, count);
    int32_t *choice = core_append(run, CHOICE_SUMS, choices * KINDS);
    kind_mask *masks = core_append(run, CUE_MASK, count);
    if (!start || !end || !sentence || !sum || !choice || !masks) return run->failed;
    for (size_t k = 0, chosen = 0; k < candidates.count; k++) {
        kind_mask mask = mask_of(run, candidates.entry[k]);
        size_t number = chosen;
        chosen += has_choice(mask);
        if (!candidates.is_best[k]) continue;
        if (has_choice(mask)) {
            memcpy(choice, run->choices.sum + number * SUM_COLUMNS, KINDS * sizeof *choice);
            choice += KINDS;
        }
        size_t origin = run->request->document[run->sentences.owner[candidates.sentence[k]]];
        *start++ = (int64_t)(run->tokens.start[candidates.start[k]] - origin);
        *end++ = (int64_t)(run->tokens.end[candidates.end[k] - 1] - origin);
        *sentence++ = (int64_t)(sentence_base + candidates.sentence[k]);
        *sum++ = candidates.sum[k];
        *masks++ = mask;
    }
    return CORE_OK;
}

/* Finds and scores the cues of the sentences that are listed, and puts them into the columns. */
int score_chunk(core_run *run) {
    const core_request *request = run->request;
    const core_tables *custom = request->custom;
    size_t sentence_base = sentences_before(run);
    run->candidates.count = 0;
    if (custom && find_extra_cues(run)) return run->failed;
    if (find_candidates(run, run->tables, custom ? &custom->ignored : NULL)) return run->failed;
    if (score_candidates(run) || resolve_overlaps(run)) return run->failed;
    if (custom && join_extra_cues(run)) return run->failed;
    if (run->tables->sentence_weights && sum_sentences(run)) return run->failed;
    if (request->see_sentences && request->see_sentences(run, sentence_base)) return run->failed;
    if (put_sentences(run) || put_cues(run, sentence_base)) return run->failed;
    run->sentences.count = 0;
    return CORE_OK;
}

/* Lists a sentence with its place; scores those before it, if they are enough for a chunk. */
static int add_placed(core_run *run, size_t first, size_t stop, size_t from, size_t to, size_t owner) {
    sentences_columns *sentences = &run->sentences;
    if (sentences->count && stop - sentences->first[0] > CHUNK && score_chunk(run)) return run->failed;
    if (!ROOM_FOR(run, sentences, sentences->count)) return run->failed;
    size_t s = sentences->count++;
    sentences->first[s] = (uint32_t)first;
    sentences->stop[s] = (uint32_t)stop;
    sentences->from[s] = (uint32_t)from;
    sentences->to[s] = (uint32_t)to;
    sentences->owner[s] = (uint32_t)owner;
    return CORE_OK;
}

/* Lists the tokens from `first` to `stop` that begin a sentence; eight flags are looked at together. */
static size_t list_begins(const uint8_t *flags, size_t first, size_t stop, uint32_t *begins) {
    size_t count = 0, k = first;
    for (uint64_t eight; stop - k >= 8; k += 8) {
        memcpy(&eight, flags + k, sizeof eight);
        for (eight &= EACH_BYTE(BEGINS); eight; eight &= eight - 1) begins[count++] = (uint32_t)k + lowest_bit(eight) / 8;
    }
    for (; k < stop; k++) {
        begins[count] = (uint32_t)k;
        count += flags[k] / BEGINS & 1;
    }
    return count;
}

/* Lists the sentence of the tokens `first` to `stop`. */
int add_sentence(core_run *run, size_t first, size_t stop, size_t document) {
    return add_placed(run, first, stop, run->tokens.start[first], run->tokens.end[stop - 1], document);
}

/* Lists the sentences that end before one of the tokens `first` to `stop` begins another. `*open` is the
   first token of the sentence that has not ended. */
int add_begun(core_run *run, size_t document, size_t *open, size_t first, size_t stop) {
    uint32_t *begins = run->tokens.begins;
    size_t count = list_begins(run->tokens.flags, first, stop, begins);
    for (size_t j = 0; j < count; j++) {
        if (begins[j] == *open) continue;
        if (add_sentence(run, *open, begins[j], document)) return run->failed;
        *open = begins[j];
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
    const uint32_t *start = run->tokens.start, *end = run->tokens.end;
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
    run->lines.count = 0;
    if (note_lines(run, 0, run->head_count, first, stop)) return run->failed;
    list_possible(run, first, stop);
    count_stops(run);
    run->layout.class_before = class_of_shape(run->tokens.shape[stop - 1]);
    finish_lines(run);
    place_lines(run, run->head_count, 0);
    line_part whole = {first, stop, -1};
    list_gaps(run, &whole);
    return CORE_OK;
}

/* Reads the documents `document` to `stop`, and decides what begins a sentence. */
static int lay_out(core_run *run, size_t document, size_t stop) {
    const core_request *request = run->request;
    if (!ROOM_FOR(run, documents, stop - document)) return run->failed;
    run->tokens.count = 0;
    for (size_t d = document; d < stop; d++) {
        size_t first = run->tokens.count;
        run->documents.token[d - document] = (uint32_t)first;
        if (read_tokens(run, request->document[d], request->document[d + 1] - DOCUMENT_BREAK, 2)) return run->failed;
        if (!request->spans && lay_out_lines(run, first, run->tokens.count)) return run->failed;
    }
    run->documents.token[stop - document] = (uint32_t)run->tokens.count;
    decide_pending(run);
    return CORE_OK;
}

/* Scores the documents `document` to `stop`. */
static int score_block(core_run *run, size_t document, size_t stop) {
    const core_request *request = run->request;
    int64_t *offsets = core_append(run, SENTENCE_OFFSETS, stop - document);
    if (!offsets) return run->failed;
    int is_long = request->document[stop] - request->document[document] > LONG;
    if (!request->codes || (is_long && !request->spans && !request->see_tokens)) {
        *offsets = (int64_t)sentences_before(run);
        return score_long(run, document);
    }
    if (lay_out(run, document, stop)) return run->failed;
    if (request->see_tokens && request->see_tokens(run)) return run->failed;
    const uint32_t *token = run->documents.token;
    for (size_t d = document; d < stop; d++, token++) {
        *offsets++ = (int64_t)(sentences_before(run) + run->sentences.count);
        if (request->spans ? add_spans(run, d, token[0], token[1]) : add_sentences(run, d, token[0], token[1]))
            return run->failed;
    }
    return score_chunk(run);
}

/* Scores all documents; the columns hold the results until they are freed. */
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
    *end = (int64_t)sentences_before(run);
    return CORE_OK;
}
