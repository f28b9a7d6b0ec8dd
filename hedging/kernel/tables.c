/* A flat file of tables -> pointers into it, all checked: hedging/kernel/tables.py writes it. */
#include "core.h"

/* magic, fingerprint, number of the file; then for each section its offset and size. */
enum { HEADER = 24, ROW = 16 };

static uint64_t read_number(const uint8_t *at) {
    uint64_t number = 0;
    for (int k = 7; k >= 0; k--) number = number << 8 | at[k];
    return number;
}

/* The index of a table of hashes: the slots are a power of two, and each begins inside the table. */
static int open_index(const section *known, const section *first, hash_index *index) {
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

static int open_ids(const section *given, id_list *list) {
    list->ids = (const uint64_t *)given->data;
    list->count = given->size / 8;
    list->bits = 0;
    for (size_t k = 0; k < list->count; k++) list->bits |= (uint64_t)1 << (list->ids[k] & 63);
    return given->size % 8 == 0;
}

/* Lets the field of a section lead to it; 0 if it has another size than its form says. An index stands before
   the tables that have rows for its hashes. */
static int open_section(const section *given, const section_form *form, char *tables) {
    char *place = tables + form->place;
    size_t rows = form->rows;
    switch (form->form) {
    case NUMBERS_FORM:
        if (given->size != form->width) return 0;
        if (given->size) memcpy(place, given->data, given->size);
        return 1;
    case INDEX_FORM: return open_index(given, given + 1, (hash_index *)(void *)place);
    case SLOTS_FORM: return 1; /* with its index */
    case IDS_FORM: return open_ids(given, (id_list *)(void *)place);
    case ROWS_FORM: rows += ((const hash_index *)(const void *)(tables + form->other))->count; break;
    case ANY_FORM: *(size_t *)(void *)(tables + form->other) = rows = given->size / form->width;
    }
    if (given->size == 0 && form->is_optional) return 1;
    if (given->size != rows * form->width) return 0;
    memcpy(place, &given->data, sizeof given->data);
    return 1;
}

int open_sections(const uint8_t *content, size_t size, const file_form *file, void *tables) {
    section sections[MOST_SECTIONS];
    size_t count = file->count;
    memset(tables, 0, file->size);
    if (count > MOST_SECTIONS || size < HEADER + count * ROW || memcmp(content, "HEDGTABL", 8) != 0)
        return CORE_BAD_TABLES;
    if (read_number(content + 8) != file->fingerprint || read_number(content + 16) != file->number)
        return CORE_BAD_TABLES;
    for (size_t k = 0; k < count; k++) {
        const uint8_t *row = content + HEADER + k * ROW;
        uint64_t offset = read_number(row), length = read_number(row + 8);
        if (offset > size || length > size - offset || ((uintptr_t)(content + offset) & 7) != 0)
            return CORE_BAD_TABLES;
        sections[k] = (section){content + offset, (size_t)length};
    }
    for (size_t k = 0; k < count; k++)
        if (!open_section(sections + k, file->forms + k, tables)) return CORE_BAD_TABLES;
    return CORE_OK;
}

int core_open_tables(const uint8_t *content, size_t size, void *tables) {
    const file_form file = MODEL_FORM(core_tables);
    core_tables *t = tables;
    int failed = open_sections(content, size, &file, tables);
    t->any_number = ~(uint64_t)0;
    return failed || MODEL_FITS(t->numbers) ? failed : CORE_BAD_TABLES;
}

int core_open_custom(const uint8_t *content, size_t size, void *tables) {
    const file_form file = CUSTOM_FORM(core_tables);
    core_tables *t = tables;
    int failed = open_sections(content, size, &file, tables);
    t->numbers.longest = CUSTOM_LONGEST;
    for (size_t k = 0; !failed && k < t->entries.count; k++)
        if (t->masks[k] == 0 || t->masks[k] >> KINDS || has_choice(t->masks[k])) failed = CORE_BAD_TABLES;
    return failed;
}

int core_open_characters(const uint8_t *content, size_t size, void *tables) {
    const file_form file = CHARACTERS_FORM(core_characters);
    core_characters *characters = tables;
    int failed = open_sections(content, size, &file, tables);
    if (failed) return failed;
    size_t pages = characters->packed_count / PAGE;
    if (pages < 1 || characters->packed_count % PAGE || characters->page[0] != 0) return CORE_BAD_TABLES;
    for (size_t k = 0; k < PAGES; k++)
        if (characters->page[k] >= pages) return CORE_BAD_TABLES;
    for (size_t k = 0; k < pages * PAGE; k++)
        if (characters->packed[k] >> 24 > OTHER + 1) return CORE_BAD_TABLES;
    characters->has_plain = 1;
    for (uint32_t code = 0; code < PLAIN; code++) {
        uint32_t entry = characters->packed[code], is_capital = code >= 'A' && code <= 'Z';
        characters->has_plain &= entry != 0 && (entry & 0xFFFFFF) == code + 32 * is_capital;
        characters->plain_kind[code] = kind_of(entry);
    }
    return CORE_OK;
}
