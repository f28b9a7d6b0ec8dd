/* The words of three tables -> one table, by the words that have classes; the words of a sentence -> what it says
   of them. */
#include "depth.h"

/* What is said of a word without a class, which may have a row among the words of depth. */
static joined_word join_row(const joined_words *tables, uint64_t id, int has_row, uint32_t row) {
    const hash_index *words = &tables->sources->words;
    int64_t known = row_of(words, id);
    return (joined_word){0, 0, has_row ? (uint16_t)row : NO_ROW, (uint16_t)(known < 0 ? words->count : known)};
}

/* What the tables say of a word that stands in no slot. As in numpy, the greatest hash is known by the end of the
   table. */
static joined_word join_other(const joined_words *tables, uint64_t id) {
    const hash_index *words = &tables->depth->words;
    int is_known;
    uint32_t row = find_hash(words, id, &is_known);
    return join_row(tables, id, words->known[row] == id, row);
}

/* The slot of a word with a class, whose hash is short. The words of depth have whole hashes: the slot has
   that of the word of depth with these first bits, if there is one. */
static word_slot join_classed(const joined_words *tables, uint64_t id, uint16_t class) {
    const hash_index *words = &tables->depth->words;
    int is_known;
    uint32_t row = find_hash(words, id, &is_known);
    int has_row = row < words->count && short_hash(words->known[row]) == id;
    word_slot slot = {has_row ? words->known[row] : id, join_row(tables, id, has_row, row)};
    slot.word.class = class;
    slot.word.has_class = 1;
    return slot;
}

/* Half of the slots stay empty, so that most words stand in their first. */
int join_words(joined_words *tables, core_memory memory) {
    const core_tables *core = tables->core;
    uint32_t bits = 1;
    if (tables->depth->words.count >= NO_ROW || tables->sources->words.count >= NO_ROW) return CORE_BAD_TABLES;
    while ((uint64_t)1 << bits < 2 * (uint64_t)core->words.count) bits++;
    size_t size = sizeof(word_slot) << bits;
    tables->shift = 64 - bits;
    tables->mask = ((uint64_t)1 << bits) - 1;
    tables->slots = memory.resize(memory.context, NULL, 0, size);
    if (tables->slots == NULL) return CORE_NO_MEMORY;
    memset(tables->slots, 0, size);
    for (uint32_t k = 0; k < core->words.count; k++) {
        uint64_t id = core->words.known[k], place = id >> tables->shift;
        while (tables->slots[place].word.has_class) place = (place + 1) & tables->mask;
        tables->slots[place] = join_classed(tables, id, core->word_classes[k]);
    }
    return CORE_OK;
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

/* Most sentences whose words are there are read, and so the words behind a sentence are mostly those of the next.
   What is needed of a word without a slot is asked for before it is read. */
void look_up_words(const depth_question *q, size_t first, size_t stop, int has_cues, joined_word *words) {
    const depth_texts *texts = q->texts;
    const joined_words *tables = q->words;
    const hash_index *sources = &tables->sources->words;
    const uint64_t *ids = texts->words.id;
    size_t unknown = 0;
    for (size_t token = first; token < stop; token++) {
        if (token + AHEAD < texts->words.count) PREFETCH(tables->slots + (ids[token + AHEAD] >> tables->shift));
        const word_slot *slot = find_word(tables, ids[token]);
        joined_word *word = words + (token - first);
        if (MOSTLY(slot != NULL)) {
            *word = slot->word;
            /* A word of depth is one by its whole hash. */
            word->depth |= (uint16_t)(0 - (slot->id != ids[token]));
            continue;
        }
        word->has_class = 0;
        unknown++;
        PREFETCH(sources->known + sources->first[ids[token] >> sources->shift]);
        PREFETCH(texts->codes + texts->words.end[token] - 1);
    }
    for (size_t token = first; token < stop && unknown; token++) {
        joined_word *word = words + (token - first);
        if (MOSTLY(word->has_class)) continue;
        *word = join_other(tables, ids[token]);
        unknown--;
        if (!has_cues) continue;
        uint64_t suffix = suffix_at(texts->characters, texts->codes, texts->words.start[token], texts->words.end[token]);
        word->class = other_class(texts->core, suffix, texts->words.initial[token]);
    }
}
