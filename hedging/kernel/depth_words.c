/* The words of three tables -> one table, by the words that have classes. */
#include "depth.h"

/* What is said of a word with such a class, or -1. */
static joined_word join_classed(const joined_words *tables, uint64_t id, int64_t class) {
    const depth_tables *t = tables->depth;
    int64_t row = row_of(&t->words, id);
    known_facts known = facts_of_word(tables->sources, id);
    joined_word own = {0, known.facts, (uint16_t)known.tag, 0, 0, 0};
    if (row >= 0) {
        own.facts = t->word_facts[row];
        own.run_word = (uint16_t)row;
    }
    if (class >= 0) {
        own.class = (uint16_t)class;
        own.has_class = 1;
    }
    return own;
}

joined_word join_word(const joined_words *tables, uint64_t id) {
    return join_classed(tables, id, listed_class(tables->core, id));
}

void join_words(joined_words *tables) {
    const core_tables *core = tables->core;
    for (uint32_t k = 0; k < core->words.count; k++)
        tables->rows[k] = join_classed(tables, core->words.known[k], core->word_classes[k]);
}
