/* The core as a module of WebAssembly: code points in, columns out, all in one linear memory.

   Memory is taken from the top of a stack of blocks and given back all at once: what is allocated
   before `keep` stays (the tables of a model), what comes later is gone at the next `reset`. */
#include "core.h"

#define EXPORT(name) __attribute__((export_name(name)))

enum { MEMORY_PAGE = 1 << 16, ALIGNMENT = 8 };

extern char __heap_base;

static core_tables tables;
static core_characters characters;
static core_run run;
static core_request request;
static uintptr_t top, kept;

void *memcpy(void *restrict to, const void *restrict from, size_t size) {
    return __builtin_memcpy(to, from, size); /* an instruction of WebAssembly, as are the next two */
}

void *memmove(void *to, const void *from, size_t size) { return __builtin_memmove(to, from, size); }

void *memset(void *to, int byte, size_t size) { return __builtin_memset(to, byte, size); }

int memcmp(const void *left, const void *right, size_t size) {
    const unsigned char *a = left, *b = right;
    for (size_t k = 0; k < size; k++)
        if (a[k] != b[k]) return a[k] - b[k];
    return 0;
}

/* Moves the top so that a block of `size` bytes fits from `start` on; 0 without memory. */
static int reach(uintptr_t start, size_t size) {
    uint64_t wanted = ((uint64_t)start + size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    uint64_t pages = (wanted + MEMORY_PAGE - 1) / MEMORY_PAGE, own = __builtin_wasm_memory_size(0);
    if (wanted > UINTPTR_MAX) return 0;
    if (pages > own && __builtin_wasm_memory_grow(0, (size_t)(pages - own)) == SIZE_MAX) return 0;
    top = (uintptr_t)wanted;
    return 1;
}

/* A new block on a boundary of 8 bytes, or NULL. */
EXPORT("allocate") void *allocate(size_t size) {
    if (top == 0) top = ((uintptr_t)&__heap_base + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    uintptr_t start = top;
    return reach(start, size) ? (void *)start : NULL;
}

EXPORT("keep") void keep(void) { kept = top; }

EXPORT("reset") void reset(void) { top = kept; }

/* The block on top grows where it is; another is copied. Freed blocks wait for `reset`. */
static void *resize(void *context, void *block, size_t old_size, size_t size) {
    (void)context;
    uintptr_t start = (uintptr_t)block;
    if (size == 0) return NULL;
    if (block && start + (old_size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT == top)
        return reach(start, size) ? block : NULL;
    void *moved = allocate(size);
    if (moved && block) memcpy(moved, block, old_size);
    return moved;
}

EXPORT("open_tables") int open_tables(const uint8_t *content, size_t size) {
    return core_open_tables(content, size, &tables);
}

EXPORT("open_characters") int open_characters(const uint8_t *content, size_t size) {
    return core_open_characters(content, size, &characters);
}

/* Scores documents, whose code points lie one after the other with two line ends behind each;
   `document` is where each begins, and the end of all. The columns stay until the next `reset`. */
EXPORT("score") int score(const uint32_t *codes, const size_t *document, size_t documents) {
    core_memory memory = {NULL, resize};
    request.codes = codes;
    request.document = document;
    request.documents = documents;
    core_start(&run, &tables, &characters, memory);
    return core_score(&run, &request);
}

EXPORT("column") const void *column(int number) { return run.columns[number].data; }

EXPORT("column_size") size_t column_size(int number) { return run.columns[number].size; }
