/* Compiled into a kernel for tests with `-include`: the n-th request for memory is refused.

   `requests_until_refusal` counts down; 0 refuses nothing. */
#ifndef FAILING_MEMORY_H
#define FAILING_MEMORY_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* for mremap; the files that need it say so only behind this one */
#endif
#include <stdlib.h>
#include <sys/mman.h>

/* One counter for all files of the kernel. */
__attribute__((weak)) long requests_until_refusal = 0;

static inline int is_refused(void) {
    return requests_until_refusal > 0 && --requests_until_refusal == 0;
}

#define malloc(size) (is_refused() ? NULL : malloc(size))
#define calloc(count, size) (is_refused() ? NULL : calloc(count, size))
#define realloc(block, size) (is_refused() ? NULL : realloc(block, size))
#define mmap(...) (is_refused() ? MAP_FAILED : mmap(__VA_ARGS__))
#define mremap(...) (is_refused() ? MAP_FAILED : mremap(__VA_ARGS__))

#endif
