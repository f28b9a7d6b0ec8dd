/* Tokens of a sentence -> the words that are spoken: the compiled twin of hedging.depth.rows. */
#include "depth.h"

/* The classes of the marks of markup, and of what opens a reference. */
static const uint32_t MAY_BE_SILENT = 1u << OTHER | 1u << QUOTE | 1u << OPENER;

static int begins_reference(const depth_tables *t, const uint64_t *id, const uint8_t *initial, size_t left) {
    return left > 2 && id[0] == t->numbers.opens && initial[1] == DIGIT && id[2] == t->numbers.closes;
}

/* Whether a sentence has marks of markup or references: most have not even a word of their classes. Eight
   words are looked at together, and what is read behind the last is left out. */
static int has_marks(const depth_tables *t, const spoken_words *all) {
    /* Of all classes only these three have the number 8 in them and are even. */
    enum { FITS = 1 / (OPENER == 8 && QUOTE == 10 && OTHER == 12) };
    for (size_t k = 0; k < all->count; k += sizeof(uint64_t)) {
        uint64_t initials, found, left = all->count - k;
        memcpy(&initials, all->initial + k, sizeof initials);
        found = initials >> 3 & ~initials & EACH_BYTE(FITS);
        if (left < 8) found &= ((uint64_t)1 << 8 * left) - 1;
        for (; found; found &= found - 1) {
            size_t at = k + lowest_bit(found) / 8;
            if (is_among(&t->markup, all->id[at])) return 1;
            if (begins_reference(t, all->id + at, all->initial + at, all->count - at)) return 1;
        }
    }
    return 0;
}

/* The words between the marks of a sentence, in `room`. */
static spoken_words without_marks(const depth_tables *t, spoken_words all, const spoken_columns *room) {
    size_t count = 0;
    for (size_t k = 0; k < all.count; k++) {
        if (in_class_set(MAY_BE_SILENT, all.initial[k])) {
            int is_reference = begins_reference(t, all.id + k, all.initial + k, all.count - k);
            if (is_reference) k += 2;
            if (is_reference || is_among(&t->markup, all.id[k])) continue;
        }
        room->id[count] = all.id[k];
        if (all.word) room->word[count] = all.word[k];
        room->token[count] = (uint32_t)k;
        room->initial[count++] = all.initial[k];
    }
    return (spoken_words){room->id, room->initial, all.word ? room->word : NULL, room->token, count, 0, 0, 0};
}

/* Where a sentence begins behind a label of its answer that begins at a word, which it does if there is none. */
static size_t behind_label(const depth_tables *t, const spoken_words *words, size_t begin) {
    size_t end = begin;
    int has_name = 0;
    for (; end < words->count && is_among(&t->label_words, words->id[end]); end++)
        has_name |= is_among(&t->label_names, words->id[end]);
    return has_name && end + 1 < words->count && words->id[end] == t->numbers.label_end ? end + 1 : begin;
}

spoken_words find_spoken(const depth_tables *t, const spoken_words *words, const spoken_columns *room) {
    spoken_words all = *words, spoken = all;
    if (has_marks(t, &all)) spoken = without_marks(t, all, room);
    all.is_item = all.count > 1 && all.id[0] == t->numbers.star && all.id[1] != t->numbers.star;
    spoken.is_item = all.is_item || (spoken.count > 0 && spoken.initial[0] == DIGIT);
    size_t begin = 0;
    while (begin < spoken.count && is_among(&t->bullets, spoken.id[begin])) begin++;
    spoken.is_item |= begin > 0;
    if (begin + 2 < spoken.count && spoken.initial[begin] == DIGIT && spoken.initial[begin + 2] != DIGIT
        && is_among(&t->item_ends, spoken.id[begin + 1]))
        begin += 2;
    size_t end = behind_label(t, &spoken, begin);
    spoken.is_item |= end > begin;
    begin = end;
    all.is_silent = begin == spoken.count && all.count > 0;
    if (begin == spoken.count) return all;
    spoken.id += begin;
    spoken.initial += begin;
    if (spoken.word) spoken.word += begin;
    if (spoken.token) spoken.token += begin;
    spoken.first += begin;
    spoken.count -= begin;
    return spoken;
}
