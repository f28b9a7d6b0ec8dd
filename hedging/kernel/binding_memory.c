/* Memory for the core, and large pages where the system has them.

   A block that is written for the first time waits for the system at every page. With small pages that
   takes longer than what the core does to fill them, and a document of ten times the length would take
   far more than ten times the time. So a large block begins where a large page does. When it grows, its
   pages move to their new place without a copy. */
#define _GNU_SOURCE /* for mremap and large pages */
#include "binding_memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

#if defined(__linux__) && defined(MADV_HUGEPAGE)

/* A smaller block comes from `malloc`, which keeps its pages for the next texts. */
static const size_t LARGE_BLOCK = 1 << 22;

static size_t whole_pages(size_t size) { return (size + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE; }

void ask_for_large_pages(void *block, size_t size) {
    uintptr_t begin = ((uintptr_t)block + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
    uintptr_t end = ((uintptr_t)block + size) / LARGE_PAGE * LARGE_PAGE;
    if (begin < end) madvise((void *)begin, end - begin, MADV_HUGEPAGE);
}

/* Memory of whole large pages; NULL if there is none. It is one mapping of the system. */
static char *map_pages(size_t size) {
    const int writable = PROT_READ | PROT_WRITE, own = MAP_PRIVATE | MAP_ANONYMOUS;
    if (size > SIZE_MAX - LARGE_PAGE) return NULL;
    char *all = mmap(NULL, size + LARGE_PAGE, writable, own, -1, 0);
    if (all == MAP_FAILED) return NULL;
    size_t before = whole_pages((uintptr_t)all) - (uintptr_t)all;
    if (before) munmap(all, before);
    munmap(all + before + size, LARGE_PAGE - before);
    madvise(all + before, size, MADV_HUGEPAGE);
    return all + before;
}

/* A block stays one mapping: it grows while it moves. Pages that moved alone would be a mapping beside
   the rest of the new place, and a Linux before 6.17 moves no block that is two. */
static void *resize_large(char *block, size_t old_size, size_t size) {
    size_t held = whole_pages(old_size), wanted = whole_pages(size);
    if (size == 0) return munmap(block, held), NULL;
    if (old_size >= LARGE_BLOCK && held == wanted) return block;
    char *moved = map_pages(wanted);
    if (moved == NULL || old_size == 0) return moved;
    if (old_size < LARGE_BLOCK) {
        memcpy(moved, block, old_size);
        free(block);
    } else if (mremap(block, held, wanted, MREMAP_MAYMOVE | MREMAP_FIXED, moved) == MAP_FAILED) {
        return NULL; /* the system has freed the new place before it refused */
    }
    return moved;
}

#else

static const size_t LARGE_BLOCK = SIZE_MAX; /* no block is */

void ask_for_large_pages(void *block, size_t size) { (void)block, (void)size; }

static void *resize_large(char *block, size_t old_size, size_t size) {
    (void)old_size, (void)size;
    return block;
}

#endif

/* Blocks only grow, until they are freed. */
void *resize_block(void *context, void *block, size_t old_size, size_t size) {
    (void)context;
    if (size >= LARGE_BLOCK || old_size >= LARGE_BLOCK) return resize_large(block, old_size, size);
    if (size) return realloc(block, size);
    free(block);
    return NULL;
}
