/* The memory functions that the core calls; WebAssembly has no C library. wasm.c defines them. */
#ifndef HEDGING_STRING_H
#define HEDGING_STRING_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *left, const void *right, size_t size);

#endif
