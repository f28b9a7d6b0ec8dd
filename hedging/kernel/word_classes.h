/* Words -> their classes: see `WordClasses.classes_of` in hedging.model.word_classes. */
#ifndef HEDGING_WORD_CLASSES_H
#define HEDGING_WORD_CLASSES_H

#include "core.h"

/* The class of a word that is listed, or -1: see `WordClasses.classes_of`. */
static inline int64_t listed_class(const core_tables *tables, uint64_t id) {
    int is_known;
    uint32_t row = find_hash(&tables->words, short_hash(id), &is_known);
    return is_known ? tables->word_classes[row] : -1;
}

/* The class of another word, by its suffix or its first character. */
static inline uint64_t other_class(const core_tables *tables, uint64_t suffix, uint8_t initial) {
    if (in_class_set(1u << LOWER | 1u << UPPER | 1u << DIGIT, initial)) {
        int is_known;
        uint32_t row = find_hash(&tables->endings, mix(suffix), &is_known);
        if (is_known) return tables->ending_classes[row];
    }
    return 0x8000 + 0x100 * (uint64_t)initial;
}

#endif
