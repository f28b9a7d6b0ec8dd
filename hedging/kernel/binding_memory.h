#ifndef HEDGING_BINDING_MEMORY_H
#define HEDGING_BINDING_MEMORY_H

#include <stddef.h>

enum { LARGE_PAGE = 1 << 21 };

/* Asks for large pages inside a block that is not yet written; a smaller block is left as it is. */
void ask_for_large_pages(void *block, size_t size);
/* What `core_memory` asks for. */
void *resize_block(void *context, void *block, size_t old_size, size_t size);

#endif
