/* Sentences with their cues -> columns, one behind the other: the twin of hedging.depth.rows. */
#include "depth.h"

/* The columns of a block while they are written. */
typedef struct {
    uint64_t *ids, *classes, *words;
    uint16_t *known;
    int64_t *stop, *sentence, *start, *end;
    uint8_t *initial, *quoted, *kind;
} open_columns;

/* Divides a buffer into the columns of a block, the wide ones first. */
static open_columns divide(depth_block *b, char *at) {
    open_columns own;
    size_t tokens = b->columns.tokens, sentences = b->columns.sentences, cues = b->columns.cues;
#define COLUMN(place, type, count) (place = (type *)(void *)at, at += (count) * sizeof(type))
    COLUMN(own.ids, uint64_t, tokens), COLUMN(own.classes, uint64_t, tokens);
    COLUMN(own.words, uint64_t, cues), COLUMN(own.stop, int64_t, sentences);
    COLUMN(own.sentence, int64_t, cues), COLUMN(own.start, int64_t, cues), COLUMN(own.end, int64_t, cues);
    COLUMN(b->scope_begin, int64_t, cues), COLUMN(b->scope_stop, int64_t, cues);
    COLUMN(b->sources.first, int64_t, cues), COLUMN(b->sources.stop, int64_t, cues);
    COLUMN(b->words, joined_word, b->tokens), COLUMN(own.known, uint16_t, tokens);
    COLUMN(own.initial, uint8_t, tokens), COLUMN(own.quoted, uint8_t, tokens), COLUMN(own.kind, uint8_t, cues);
    COLUMN(b->sources.holder, uint8_t, cues), COLUMN(b->sources.quoted, uint8_t, cues);
    COLUMN(b->sources.negated, uint8_t, cues), COLUMN(b->denied, uint8_t, b->tokens);
#undef COLUMN
    memset(b->denied, 0, b->tokens);
    return own;
}

/* Counts the tokens, the sentences with cues and the cues of a block; the bytes that its columns need. */
static size_t measure(depth_block *b) {
    const depth_round *r = b->question->round;
    size_t tokens = 0, sentences = 0, cues = 0;
    b->tokens = b->longest = 0;
    for (size_t k = 0; k < b->sentence_count; k++) {
        const read_sentence *s = b->sentences + k;
        size_t length = length_of(r, s->number);
        b->tokens += length;
        b->longest = length > b->longest ? length : b->longest;
        if (s->cue == s->cue_stop) continue;
        tokens += length;
        sentences++;
        cues += s->cue_stop - s->cue;
    }
    b->columns.tokens = tokens;
    b->columns.sentences = sentences;
    b->columns.cues = cues;
    return b->tokens * (sizeof(joined_word) + 1) + tokens * (2 * 8 + 2 + 2) + sentences * 8 + cues * (8 * 8 + 4) + 8;
}

/* Copies the columns of some tokens to `row`. */
static void gather_tokens(const depth_round *r, size_t first, size_t count, const open_columns *to, size_t row) {
    memcpy(to->ids + row, (const uint64_t *)r->id.data + first, 8 * count);
    memcpy(to->initial + row, (const uint8_t *)r->initial.data + first, count);
    memcpy(to->quoted + row, (const uint8_t *)r->quoted.data + first, count);
}

/* A word is asked for so many tokens before it is read. */
enum { AHEAD = 64 };

/* The slot of a token, or NULL if its word has no class. */
static inline const word_slot *find_word(const joined_words *tables, uint64_t id) {
    const word_slot *slots = tables->slots;
    uint64_t place = id >> tables->shift;
    while (!MOSTLY(short_hash(slots[place].id ^ id) == 0) && slots[place].word.has_class)
        place = (place + 1) & tables->mask;
    return slots[place].word.has_class ? slots + place : NULL;
}

/* Looks up the words of a sentence from one token to another. Most sentences whose tokens are kept are read,
   and so the words behind a sentence are mostly those of the next. What is needed of a word without a class
   is asked for before it is read. */
static void look_up_words(const depth_question *q, size_t first, size_t stop, joined_word *words) {
    const depth_round *r = q->round;
    const joined_words *tables = q->words;
    const source_tables *sources = tables->sources;
    const uint64_t *ids = (const uint64_t *)r->id.data;
    const joined_word none = {0, 0, NO_ROW, NO_ROW};
    size_t unknown = 0;
    for (size_t token = first; token < stop; token++) {
        if (token + AHEAD < r->tokens) PREFETCH(tables->slots + (ids[token + AHEAD] >> tables->shift));
        const word_slot *slot = find_word(tables, ids[token]);
        joined_word *word = words + (token - first);
        *word = MOSTLY(slot != NULL) ? slot->word : none;
        if (MOSTLY(slot != NULL)) {
            /* A word of depth is one by its whole hash. */
            word->depth |= (uint16_t)(0 - (slot->id != ids[token]));
            continue;
        }
        unknown++;
        PREFETCH(sources->words + sources->first[ids[token] >> sources->shift]);
        PREFETCH(r->codes + ((const uint32_t *)r->end.data)[token] - 1);
    }
    for (size_t token = first; token < stop && unknown; token++) {
        if (MOSTLY(words[token - first].has_class)) continue;
        words[token - first] = join_other(tables, ids[token]);
        unknown--;
    }
}

/* What is known of the words of all sentences; where there are cues, every word has a class. */
static void classify(const depth_block *b, const open_columns *to) {
    const depth_round *r = b->question->round;
    const uint32_t *start = (const uint32_t *)r->start.data, *end = (const uint32_t *)r->end.data;
    joined_word *words = b->words;
    size_t row = 0;
    for (size_t k = 0; k < b->sentence_count; k++) {
        const read_sentence *s = b->sentences + k;
        size_t first = first_token(r, s->number), stop = first + length_of(r, s->number);
        look_up_words(b->question, first, stop, words);
        for (size_t token = first; token < stop && s->cue < s->cue_stop; token++, row++) {
            const joined_word *word = words + (token - first);
            to->known[row] = word->source;
            to->classes[row] = MOSTLY(word->has_class) ? word->class
                : other_class(r->core, suffix_at(r->characters, r->codes, start[token], end[token]), to->initial[row]);
        }
        words += stop - first;
    }
}

/* Writes the columns of cue `at`, number `number` of those that are shown; the first token of its
   sentence stands in `row`. */
static void gather_cue(const depth_question *q, size_t number, const open_columns *to, size_t at, size_t row) {
    const depth_round *r = q->round;
    size_t cue = (size_t)q->cues[number];
    size_t start = ((uint32_t *)r->cue_start.data)[cue], end = ((uint32_t *)r->cue_end.data)[cue];
    size_t first = first_token(r, ((uint32_t *)r->cue_sentence.data)[cue]);
    uint64_t words = 0;
    for (size_t k = start; k < end; k++) words += ((uint64_t *)r->id.data)[k];
    to->start[at] = (int64_t)(row + start - first);
    to->end[at] = (int64_t)(row + end - first);
    to->kind[at] = q->kinds[number];
    to->words[at] = mix(words);
}

int gather_block(depth_block *b, core_buffer *buffer, core_memory memory) {
    const depth_question *q = b->question;
    const depth_round *r = q->round;
    char *room = core_grow(&memory, buffer, measure(b), 1);
    if (room == NULL) return CORE_NO_MEMORY;
    open_columns to = divide(b, room);
    size_t row = 0, sentence = 0, at = 0;
    for (size_t k = 0; k < b->sentence_count; k++) {
        const read_sentence *s = b->sentences + k;
        if (s->cue == s->cue_stop) continue;
        size_t length = length_of(r, s->number);
        gather_tokens(r, first_token(r, s->number), length, &to, row);
        for (uint32_t cue = s->cue; cue < s->cue_stop; cue++, at++) {
            to.sentence[at] = (int64_t)sentence;
            gather_cue(q, cue, &to, at, row);
        }
        to.stop[sentence++] = (int64_t)(row += length);
    }
    classify(b, &to);
    cued_columns *c = &b->columns;
    c->ids = to.ids, c->classes = to.classes, c->initial = to.initial, c->quoted = to.quoted;
    c->stop = to.stop, c->sentence = to.sentence, c->start = to.start, c->end = to.end;
    c->kind = to.kind, c->words = to.words, c->known = to.known;
    return CORE_OK;
}
