/* A flat file of tables -> pointers into it, all checked: hedging/kernel/tables.py writes it. */
#include "core.h"

/* magic, version, number of sections; then for each section its number, offset and size. */
enum { HEADER = 16, ROW = 24 };

enum {
    PARAMETERS = 1, SCALES, PUNKT_KNOWN, PUNKT_FIRST, PUNKT_FLAGS, BUCKETS, GAP_WEIGHTS,
    ENTRIES_KNOWN, ENTRIES_FIRST, FILTER, OPENINGS, MASKS, ENTRY_KINDS, HEADS_KNOWN, HEADS_FIRST,
    WORDS_KNOWN, WORDS_FIRST, WORD_CLASSES, ENDINGS_KNOWN, ENDINGS_FIRST, ENDING_CLASSES,
    CUE_WEIGHTS, KIND_WEIGHTS, SENTENCE_WEIGHTS, CHARACTER_PAGES, CHARACTERS, SECTIONS
};

enum { FINGERPRINT, LONGEST_ENTRY, SCHEME, SUMS_RANK, PARAMETER_COUNT };

static uint64_t read_number(const uint8_t *at, int bytes) {
    uint64_t number = 0;
    for (int k = bytes - 1; k >= 0; k--) number = number << 8 | at[k];
    return number;
}

/* Finds all sections, whose numbers are below `room`; a wrong file gives CORE_BAD_TABLES. */
int find_sections(const uint8_t *content, size_t size, section *sections, size_t room) {
    memset(sections, 0, room * sizeof(section));
    if (size < HEADER || memcmp(content, "HEDGTABL", 8) != 0) return CORE_BAD_TABLES;
    uint64_t count = read_number(content + 12, 4);
    if (read_number(content + 8, 4) != CORE_VERSION || count > room) return CORE_BAD_TABLES;
    if (size < HEADER + count * ROW) return CORE_BAD_TABLES;
    for (uint64_t k = 0; k < count; k++) {
        const uint8_t *row = content + HEADER + k * ROW;
        uint64_t number = read_number(row, 8), offset = read_number(row + 8, 8);
        uint64_t length = read_number(row + 16, 8);
        if (number >= room || offset > size || length > size - offset) return CORE_BAD_TABLES;
        if (((uintptr_t)(content + offset) & 7) != 0) return CORE_BAD_TABLES;
        sections[number].data = content + offset;
        sections[number].size = (size_t)length;
    }
    return CORE_OK;
}

/* The index of a table of hashes: the slots are a power of two, and each begins inside the table. */
int open_index(const section *known, const section *first, hash_index *index) {
    size_t count = known->size / 8, slots = first->size / 4;
    if (count < 1 || known->size % 8 || count > MOST_CODES || first->size % 4) return 0;
    uint32_t bits = 0;
    while (bits < 30 && ((size_t)1 << bits) < slots) bits++;
    if (bits < 1 || ((size_t)1 << bits) != slots) return 0;
    index->known = (const uint64_t *)known->data;
    index->first = (const uint32_t *)first->data;
    index->count = (uint32_t)count - 1;
    index->shift = 64 - bits;
    if (index->known[count - 1] != UINT64_MAX) return 0;
    for (size_t k = 0; k < slots; k++)
        if (index->first[k] >= count) return 0;
    return 1;
}

int core_open_tables(const uint8_t *content, size_t size, core_tables *t) {
    section s[SECTIONS];
    memset(t, 0, sizeof *t);
    int failed = find_sections(content, size, s, SECTIONS);
    if (failed) return failed;
    if (s[PARAMETERS].size != PARAMETER_COUNT * 8 || s[SCALES].size != 16) return CORE_BAD_TABLES;
    const uint64_t *p = (const uint64_t *)s[PARAMETERS].data;
    memcpy(&t->gap_scale, s[SCALES].data, 8);
    memcpy(&t->gap_bias, s[SCALES].data + 8, 8);
    int good = open_index(&s[PUNKT_KNOWN], &s[PUNKT_FIRST], &t->punkt)
        && open_index(&s[ENTRIES_KNOWN], &s[ENTRIES_FIRST], &t->entries)
        && open_index(&s[HEADS_KNOWN], &s[HEADS_FIRST], &t->heads)
        && open_index(&s[WORDS_KNOWN], &s[WORDS_FIRST], &t->words)
        && open_index(&s[ENDINGS_KNOWN], &s[ENDINGS_FIRST], &t->endings)
        && s[PUNKT_FLAGS].size == t->punkt.count && s[BUCKETS].size == 128
        && s[FILTER].size == 1 << 16 && s[OPENINGS].size == t->entries.count
        && s[MASKS].size == t->entries.count && s[ENTRY_KINDS].size == t->entries.count
        && s[WORD_CLASSES].size == 2 * (size_t)t->words.count
        && s[ENDING_CLASSES].size == 2 * (size_t)t->endings.count
        && s[GAP_WEIGHTS].size == 1 << GAP_BITS && s[CUE_WEIGHTS].size == 1 << CUE_BITS
        && s[KIND_WEIGHTS].size == KINDS << KIND_BITS
        && (s[SENTENCE_WEIGHTS].size == 0 || s[SENTENCE_WEIGHTS].size == 1 << SENTENCE_BITS)
        && p[FINGERPRINT] == TEMPLATES_FINGERPRINT && p[SCHEME] < 1 << 20
        && p[LONGEST_ENTRY] >= 1 && p[LONGEST_ENTRY] <= LONGEST;
    if (!good) return CORE_BAD_TABLES;
    t->punkt_flags = s[PUNKT_FLAGS].data;
    t->buckets = s[BUCKETS].data;
    t->gap_weights = (const int8_t *)s[GAP_WEIGHTS].data;
    t->filter = s[FILTER].data;
    t->openings = s[OPENINGS].data;
    t->masks = s[MASKS].data;
    t->kinds = s[ENTRY_KINDS].data;
    t->word_classes = (const uint16_t *)s[WORD_CLASSES].data;
    t->ending_classes = (const uint16_t *)s[ENDING_CLASSES].data;
    t->cue_weights = (const int8_t *)s[CUE_WEIGHTS].data;
    t->kind_weights = (const int8_t *)s[KIND_WEIGHTS].data;
    t->sentence_weights = s[SENTENCE_WEIGHTS].size ? (const int8_t *)s[SENTENCE_WEIGHTS].data : NULL;
    t->longest = (uint32_t)p[LONGEST_ENTRY];
    t->scheme = (uint32_t)p[SCHEME];
    t->sums_rank = p[SUMS_RANK] != 0;
    return CORE_OK;
}

int core_open_characters(const uint8_t *content, size_t size, core_characters *characters) {
    section s[SECTIONS];
    int failed = find_sections(content, size, s, SECTIONS);
    if (failed) return failed;
    size_t pages = s[CHARACTERS].size / 1024;
    if (s[CHARACTER_PAGES].size != 2 * 0x1100 || pages < 1 || s[CHARACTERS].size % 1024)
        return CORE_BAD_TABLES;
    characters->page = (const uint16_t *)s[CHARACTER_PAGES].data;
    characters->packed = (const uint32_t *)s[CHARACTERS].data;
    if (characters->page[0] != 0) return CORE_BAD_TABLES;
    for (size_t k = 0; k < 0x1100; k++)
        if (characters->page[k] >= pages) return CORE_BAD_TABLES;
    for (size_t k = 0; k < pages * 256; k++)
        if (characters->packed[k] >> 24 > OTHER + 1) return CORE_BAD_TABLES;
    characters->has_plain = 1;
    for (uint32_t code = 0; code < PLAIN; code++) {
        uint32_t entry = characters->packed[code], is_capital = code >= 'A' && code <= 'Z';
        characters->has_plain &= entry != 0 && (entry & 0xFFFFFF) == code + 32 * is_capital;
        characters->plain_kind[code] = kind_of(entry);
    }
    return CORE_OK;
}
