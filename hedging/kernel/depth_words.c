/* The words of three tables -> one table, by the words that have classes. */
#include "depth.h"

/* What is said of a word with such a class, or -1. */
static joined_word join_classed(const joined_words *tables, uint64_t id, int64_t class) {
    int64_t row = row_of(&tables->depth->words, id);
    const known_word *known = find_known(tables->sources, id);
    joined_word own = {0, 0, NO_ROW, NO_ROW};
    if (row >= 0) own.depth = (uint16_t)row;
    if (known) own.source = (uint16_t)(known - tables->sources->words);
    if (class >= 0) {
        own.class = (uint16_t)class;
        own.has_class = 1;
    }
    return own;
}

joined_word join_other(const joined_words *tables, uint64_t id) {
    /* Of all others only the greatest hash may have a class: see `listed_class`. */
    return join_classed(tables, id, id == UINT64_MAX ? listed_class(tables->core, id) : -1);
}

/* Half of the slots stay empty, so that most words stand in their first. */
int join_words(joined_words *tables, core_memory memory) {
    const core_tables *core = tables->core;
    uint32_t bits = 1;
    if (tables->depth->words.count >= NO_ROW || tables->sources->count >= NO_ROW) return CORE_BAD_TABLES;
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
        tables->slots[place] = (word_slot){id, join_classed(tables, id, core->word_classes[k])};
    }
    return CORE_OK;
}
